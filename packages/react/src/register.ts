import type { AppOf, Catalog, Flag, Flat } from '@farebox/core';

/** Your app, said once: `declare module '@farebox/react' { interface Register { handler: typeof handler } }`. */
export interface Register {}

type Sentence =
  'Farebox does not know your catalogue yet: declare module "@farebox/react" { interface Register { handler: typeof handler } }';
/** A catalogue whose only key is the sentence above, so that an app that forgot to register reads it at its first key. */
interface UnregisteredApp {
  readonly catalog: Catalog<
    { readonly [K in Sentence]: Flat } & { readonly [K in `${Sentence} `]: Flag },
    { readonly [K in Sentence]: 'month' | 'year' },
    Sentence
  >;
  readonly runs: {};
}
type Said = Register extends { readonly handler: infer H } ? AppOf<H> : UnregisteredApp;
/** An interface, so that hovers say `RegisteredApp` and not the catalogue. */
export interface RegisteredApp extends Said {}
