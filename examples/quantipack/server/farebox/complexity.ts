/** The example's own levels: how many rows of orders make a run small or large. */

export type Complexity = 'low' | 'medium' | 'high';

interface Thresholds {
  /** Fewer rows are `low` (0.7 of the cost). */
  readonly lowBelow: number;
  /** More rows are `high` (1.5 times the cost). */
  readonly highAbove: number;
}

const THRESHOLDS = {
  pdp_analyzer: { lowBelow: 200, highAbove: 3500 },
  suite_analyzer: { lowBelow: 300, highAbove: 3000 },
  spec_generator: { lowBelow: 250, highAbove: 2500 },
  demand_planner: { lowBelow: 300, highAbove: 3000 },
  demand_planner_v2: { lowBelow: 300, highAbove: 3000 },
} as const satisfies Readonly<Record<string, Thresholds>>;

export type AnalysisFeature = keyof typeof THRESHOLDS;

/**
 * The level of a run over so many rows. The same rule serves the estimate (rows of the file) and the report afterwards
 * (rows that were really processed), so the two differ only where the file has bad rows.
 */
export function complexityOf(feature: AnalysisFeature, rows: number): Complexity {
  const { lowBelow, highAbove } = THRESHOLDS[feature];
  if (rows < lowBelow) return 'low';
  return rows > highAbove ? 'high' : 'medium';
}
