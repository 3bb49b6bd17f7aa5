import type { HTMLAttributes, ReactElement } from 'react';

/** Which heading a part starts with, so that the host's outline stays whole. */
export type HeadingLevel = 1 | 2 | 3 | 4 | 5 | 6;

export function Heading({
  level,
  ...rest
}: { readonly level: HeadingLevel } & HTMLAttributes<HTMLHeadingElement>): ReactElement {
  const Tag: `h${HeadingLevel}` = `h${level}`;
  return <Tag {...rest} />;
}
