import { randomUUID } from 'node:crypto';
import type { HostDatabase } from './database.js';
import type { Reports } from './reports.js';

/** One analysis that was run and kept. Its id is the `reference` of the tokens spent on it. */
export interface AnalysisSummary {
  readonly id: string;
  readonly feature: keyof Reports;
  readonly ordersName: string;
  /** ISO instant. */
  readonly madeAt: string;
  /** Id of the user who ran it. */
  readonly madeBy: string;
}
export interface AnalysisOf<F extends keyof Reports> extends AnalysisSummary {
  readonly feature: F;
  readonly report: Reports[F];
}
export type Analysis = { readonly [F in keyof Reports]: AnalysisOf<F> }[keyof Reports];

export interface Analyses {
  /** Newest first. */
  list(owner: string): AnalysisSummary[];
  /** null = none of this owner has the id. */
  read(owner: string, id: string): Analysis | null;
  add<F extends keyof Reports>(
    owner: string,
    about: { readonly feature: F; readonly ordersName: string; readonly madeBy: string; readonly at: Date },
    report: Reports[F],
  ): AnalysisOf<F>;
}

const LISTED = 30;

interface AnalysisRow {
  readonly id: string;
  readonly feature: keyof Reports;
  readonly orders_name: string;
  readonly made_by: string;
  readonly made_at: string;
  readonly report: string;
}
const toSummary = (row: Omit<AnalysisRow, 'report'>): AnalysisSummary => ({
  id: row.id,
  feature: row.feature,
  ordersName: row.orders_name,
  madeAt: row.made_at,
  madeBy: row.made_by,
});

export function createAnalyses(database: HostDatabase): Analyses {
  const insert = database.prepare(
    'INSERT INTO analyses (id, owner, feature, orders_name, made_by, made_at, report) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const select = database.prepare('SELECT * FROM analyses WHERE id = ? AND owner = ?');
  const selectAll = database.prepare(
    `SELECT id, feature, orders_name, made_by, made_at FROM analyses
     WHERE owner = ? ORDER BY made_at DESC, rowid DESC LIMIT ${LISTED}`,
  );
  return {
    list: (owner) => (selectAll.all(owner) as Omit<AnalysisRow, 'report'>[]).map(toSummary),
    read(owner, id) {
      const row = select.get(id, owner) as AnalysisRow | undefined;
      return row ? ({ ...toSummary(row), report: JSON.parse(row.report) } as Analysis) : null;
    },
    add(owner, { feature, ordersName, madeBy, at }, report) {
      const id = `analysis_${randomUUID()}`;
      insert.run(id, owner, feature, ordersName, madeBy, at.toISOString(), JSON.stringify(report));
      return { id, feature, ordersName, madeBy, madeAt: at.toISOString(), report };
    },
  };
}
