import type { ReactElement } from 'react';

const PATHS = {
  check: <path d="M3 8.5l3.2 3L13 4.5" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 4.8V8l2.2 1.6" />
    </>
  ),
  warn: (
    <>
      <path d="M8 2.2l6.2 11.1H1.8z" />
      <path d="M8 6.6v3M8 11.5v.01" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 7.4v3.6M8 5.1v.01" />
    </>
  ),
  pause: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M6.5 6v4M9.5 6v4" />
    </>
  ),
  card: (
    <>
      <rect x="1.8" y="3.5" width="12.4" height="9" rx="1.5" />
      <path d="M1.8 6.5h12.4M4.5 10h2" />
    </>
  ),
  close: <path d="M4 4l8 8M12 4l-8 8" />,
  retry: <path d="M13 8a5 5 0 11-1.6-3.7M13 2.5v2.6h-2.6" />,
  plus: <path d="M8 3.5v9M3.5 8h9" />,
  minus: <path d="M3.5 8h9" />,
  end: <path d="M3 8h8M8.5 5l3 3-3 3M13.5 3.5v9" />,
  change: <path d="M3 5.5h9M9.5 3L12 5.5 9.5 8M13 10.5H4M6.5 8L4 10.5 6.5 13" />,
  offline: (
    <path d="M2.5 2.5l11 11M5 8.3a4.5 4.5 0 011.6-1M9.4 7.3a4.5 4.5 0 011.6 1M2.8 6a7.5 7.5 0 012-1.4M7.2 3.9A7.6 7.6 0 0113.2 6M8 11.5v.01" />
  ),
} as const;

export type IconName = keyof typeof PATHS;

/** 16 px line icon in the text's colour. Decoration: the word beside it says the same. */
export function Icon({ name }: { readonly name: IconName }): ReactElement {
  return (
    <svg
      className="fb-icon"
      viewBox="0 0 16 16"
      width="16"
      height="16"
      aria-hidden
      focusable={false}
      data-flip={name === 'end' ? '' : undefined}
    >
      {PATHS[name]}
    </svg>
  );
}

/** The strip at 16 px: one stub kept, the tear notch, one stub punched. It stands before every price in tokens. */
export function TokenGlyph(): ReactElement {
  return (
    <svg className="fb-glyph" viewBox="0 0 16 16" width="16" height="16" aria-hidden focusable={false}>
      <path
        fill="currentColor"
        d="M2 3.5h6.2a1.3 1.3 0 0 0 1.3 1.3v6.4a1.3 1.3 0 0 0-1.3 1.3H2a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1z"
      />
      <path
        fill="none"
        stroke="currentColor"
        d="M11 4.8a1.3 1.3 0 0 0 .9-.8H14a.6.6 0 0 1 .5.6v6.8a.6.6 0 0 1-.5.6h-2.1a1.3 1.3 0 0 0-.9-.8z"
      />
      <circle cx="12.7" cy="8" r="1" fill="currentColor" />
    </svg>
  );
}
