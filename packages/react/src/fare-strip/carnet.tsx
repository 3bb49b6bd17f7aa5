import type { ReactElement } from 'react';

const STUB = { width: 11, height: 8, gap: 1.2, row: 11 } as const;
const PER_ROW = 10;
const MOST_ROWS = 6;

export interface CarnetProps {
  /** Null = unlimited: a pass, one bar. */
  readonly tokens: number | null;
  /** Tokens per stub: one number for every plan of a table, said once beside it. */
  readonly tokensPerStub: number;
}

/** Tokens per stub: 5, or the next of 10, 25, 50, 100, … at which the largest of these allowances still fits in six rows. */
export function carnetScale(allowances: readonly (number | null)[]): number {
  const largest = Math.max(0, ...allowances.map((tokens) => tokens ?? 0));
  for (let decade = 1; ; decade *= 10) {
    for (const step of [5, 10, 25]) if (largest / (step * decade) <= PER_ROW * MOST_ROWS) return step * decade;
  }
}

/** A plan's allowance as a carnet of stubs, ten to a row, the same scale for all plans. */
export function Carnet({ tokens, tokensPerStub }: CarnetProps): ReactElement {
  const common = {
    className: 'fb-carnet',
    'data-farebox': 'carnet',
    width: 122,
    'aria-hidden': true,
    focusable: false,
  } as const;
  if (tokens === null) {
    return (
      <svg {...common} height={STUB.height} viewBox={`0 0 122 ${STUB.height}`} data-state="unlimited">
        <rect width="122" height={STUB.height} rx="1.5" fill="currentColor" />
      </svg>
    );
  }
  const exact = tokens / tokensPerStub;
  const stubs = Math.ceil(exact);
  const height = Math.max(1, Math.ceil(stubs / PER_ROW)) * STUB.row - (STUB.row - STUB.height);
  return (
    <svg {...common} height={height} viewBox={`0 0 122 ${height}`}>
      {Array.from({ length: stubs }, (_, index) => {
        const column = index % PER_ROW;
        const row = Math.floor(index / PER_ROW);
        const x = Math.round(column * (STUB.width + STUB.gap) * 10) / 10;
        return (
          <rect
            key={`${row}-${column}`}
            x={x}
            y={row * STUB.row}
            width={Math.max(1, Math.round(STUB.width * Math.min(1, exact - index) * 10) / 10)}
            height={STUB.height}
            rx="1.2"
            fill="currentColor"
          />
        );
      })}
    </svg>
  );
}
