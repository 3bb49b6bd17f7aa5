import type { ReactNode } from 'react';

/** The mark: the die line of a box, cut lines solid and folds dashed. */
export const Mark = () => (
  <svg className="mark" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
    <path d="M1 7h18v7H1z" fill="currentColor" />
    <path d="M5.5 7V3H10v4M14.5 14v3.5H10V14" fill="none" stroke="currentColor" strokeWidth="1.5" />
    <path className="fold" d="M5.5 7v7M10 7v7M14.5 7v7" />
  </svg>
);

const LINES = {
  analyze: <path d="M2 5l6-3 6 3v6l-6 3-6-3zM2 5l6 3 6-3M8 8v6" />,
  plans: (
    <>
      <rect x="1.8" y="3.5" width="12.4" height="9" rx="1.5" />
      <path d="M1.8 6.5h12.4M4.5 10h2" />
    </>
  ),
  settings: (
    <>
      <circle cx="8" cy="5.4" r="2.6" />
      <path d="M2.8 13.5c.6-2.6 2.6-4 5.2-4s4.6 1.4 5.2 4" />
    </>
  ),
  check: <path d="M3 8.5l3.2 3L13 4.5" />,
  warn: <path d="M8 2.2l6.2 11.1H1.8zM8 6.6v3M8 11.5v.01" />,
  down: <path d="M8 2.5v8M4.8 7.5L8 10.7l3.2-3.2M3 13.5h10" />,
  up: <path d="M8 10.700v-8M4.800 5.700L8 2.500l3.200 3.200M3 13.500h10" />,
} as const satisfies Readonly<Record<string, ReactNode>>;

/** A 16 px line icon beside a word that says the same. */
export const Icon = ({ name }: { readonly name: keyof typeof LINES }) => (
  <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    {LINES[name]}
  </svg>
);

const DIES = {
  pdp: (
    <>
      <rect x="5" y="4" width="18" height="20" rx="1" />
      <path d="M9 10h10M9 14h10M9 18h6" />
    </>
  ),
  suite: (
    <>
      <path d="M2 10h24v9H2z" />
      <path className="fold" d="M8 10v9M14 10v9M20 10v9" />
      <path d="M8 10V5h6v5M20 10V5h6v5M8 19v5h6v-5" />
    </>
  ),
  spec: (
    <>
      <path d="M5 8l9-4 9 4v12l-9 4-9-4z" />
      <path className="fold" d="M5 8l9 4 9-4M14 12v12" />
    </>
  ),
  demand: (
    <>
      <path d="M4 24V4M4 24h20" />
      <path d="M7 19l5-5 4 3 7-9" />
      <path className="fold" d="M4 10h19" />
    </>
  ),
} as const satisfies Readonly<Record<string, ReactNode>>;
export type DieName = keyof typeof DIES;

/** An analyzer's drawing, 28 px. */
export const Die = ({ name }: { readonly name: DieName }) => (
  <svg className="die" viewBox="0 0 28 28" width="28" height="28" aria-hidden="true">
    {DIES[name]}
  </svg>
);
