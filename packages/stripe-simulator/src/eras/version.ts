/** Eras of the API: each begins with a version that broke something. Named as Stripe names its trains. */
const ERAS = ['2019', '2020', '2022', '2023', 'acacia', 'basil', 'clover', 'dahlia', 'endive'] as const;
export type Era = (typeof ERAS)[number];

const STARTS: readonly (readonly [Era, string])[] = [
  ['endive', '2026-09-30'],
  ['dahlia', '2026-03-25'],
  ['clover', '2025-09-30'],
  ['basil', '2025-03-31'],
  ['acacia', '2024-09-30'],
  ['2023', '2022-11-15'],
  ['2022', '2022-08-01'],
  ['2020', '2020-08-27'],
];

export interface ApiVersion {
  /** As sent: `2025-03-31.basil`. */
  text: string;
  /** `2025-03-31`: versions compare by day. */
  day: string;
  era: Era;
}

/** Null when the text is no version Stripe could know. */
export function parseVersion(text: string): ApiVersion | null {
  // A preview header lists its beta features behind semicolons.
  const match = /^(\d{4}-\d{2}-\d{2})(?:\.([a-z]+))?$/.exec(text.split(';')[0]?.trim() ?? '');
  const day = match?.[1];
  if (!day || day < '2011-01-01') return null;
  return { text: match[0], day, era: STARTS.find(([, start]) => day >= start)?.[0] ?? '2019' };
}

/** Whether `version` is older than the first version of `era`. */
export function isBefore(version: ApiVersion, era: Era): boolean {
  return ERAS.indexOf(version.era) < ERAS.indexOf(era);
}
