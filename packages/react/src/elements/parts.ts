/** Extra classes by part, under the names that `data-farebox` shows. */
export type ClassNames<Part extends string> = { readonly [Name in Part]?: string | undefined };

export interface PartProps<Part extends string> {
  readonly className: string | undefined;
  readonly 'data-farebox': Part;
}

/** The props of one part: its name for hosts, our class joined with theirs. */
export type PartOf<Part extends string> = (part: Part, own?: string) => PartProps<Part>;

/** Names each element for hosts (`data-farebox`) and joins our class with theirs. */
export function partsOf<Part extends string>(classNames: ClassNames<Part> | undefined): PartOf<Part> {
  return (part, own) => ({ className: join(own, classNames?.[part]), 'data-farebox': part });
}

export function join(...classes: readonly (string | undefined)[]): string | undefined {
  return classes.filter(Boolean).join(' ') || undefined;
}
