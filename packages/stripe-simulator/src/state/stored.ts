/**
 * A Stripe object as the simulator keeps it: plain data in the newest API version, decimals as strings, and an id
 * wherever Stripe's types allow "an id or the object itself". Expanding happens when an answer is rendered.
 */
export type Stored<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends { toFixed: unknown; toJSON: unknown }
    ? string
    : T extends readonly (infer Element)[]
      ? Stored<Collapse<Element>>[]
      : { [Key in keyof T]: Stored<Collapse<T[Key]>> };

/** `string | Customer | DeletedCustomer | null` becomes `string | null`. */
type Collapse<T> = string extends T ? Exclude<T, { object: string } | { id: string }> : T;

/** Plain JSON data, as parameters and rendered answers are. */
export type Json = string | number | boolean | null | undefined | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };
