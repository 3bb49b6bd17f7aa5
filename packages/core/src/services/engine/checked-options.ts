import type { StandardSchema } from '../../catalog-types.js';
import { reservedPrefixOf } from '../../domain/business-keys.js';
import { type Instant, UNLIMITED_TOKENS } from '../../domain/ledger-rows.js';
import { isStorableJson, isStorableText, toStorableJson } from '../../domain/storable-text.js';
import { InvalidAmountError, InvalidKeyError, InvalidMetadataError } from '../../errors/calls.js';
import { NowRefusedError } from '../../errors/settings.js';
import type { EngineContext } from './context.js';

const MAX_KEY = 200;
const MAX_TEXT = 255;
const MAX_METADATA_BYTES = 4096;
type Metadata = { readonly [key: string]: unknown };

/** The caller's key of one intent. Those that begin like ours are refused: a host must not take the name of a business fact. */
export function checkKey(key: unknown): string {
  if (typeof key !== 'string' || key === '') throw new InvalidKeyError('is missing');
  if (key.length > MAX_KEY) throw new InvalidKeyError(`is longer than ${MAX_KEY} characters`);
  if (!/^[\x21-\x7e]+$/.test(key)) throw new InvalidKeyError('holds spaces, control or non-ASCII characters');
  const reserved = reservedPrefixOf(key);
  if (reserved !== null)
    throw new InvalidKeyError(`begins with "${reserved}", which names Farebox's own business facts`);
  return key;
}
export function checkAmount(amount: unknown, what: string): number {
  if (typeof amount !== 'number' || !Number.isSafeInteger(amount) || amount < 1 || amount >= UNLIMITED_TOKENS)
    throw new InvalidAmountError(amount, what);
  return amount;
}
/** A total or a limit: it may be 0. */
export const checkTotal = (total: unknown, what: string): number => (total === 0 ? 0 : checkAmount(total, what));
/** Who did it and why: an audit without them is none. */
export function requireText(value: unknown, what: string): string {
  const text = checkText(value as string | undefined, what)?.trim();
  if (!text) throw new InvalidMetadataError(`${what} is needed: a text of 1 to ${MAX_TEXT} characters`);
  return text;
}
export function checkText(value: string | undefined, what: string): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value.length > MAX_TEXT)
    throw new InvalidMetadataError(`${what} must be a string of at most ${MAX_TEXT} characters`);
  if (!isStorableText(value)) throw new InvalidMetadataError(`${what} ${UNSTORABLE}`);
  return value === '' ? undefined : value;
}
const UNSTORABLE = 'holds a NUL or half of a surrogate pair, which no database keeps as it is';

/** The unit's time: the call's `now`, else the engine's clock, else (undefined) the store's own. @throws NowRefusedError in live mode */
export async function unitNow(
  context: Pick<EngineContext, 'mode' | 'clock'>,
  now: Date | undefined,
): Promise<Instant | undefined> {
  if (now === undefined) return context.clock.override();
  if (context.mode === 'live') throw new NowRefusedError('now');
  const instant = now instanceof Date ? now.getTime() : Number.NaN;
  if (Number.isNaN(instant)) throw new InvalidAmountError(now, '`now`');
  return instant;
}

/**
 * Checks metadata against the host's schema and stores what the schema made of it. Plain JSON objects of at most 4 KB. Text that no
 * database keeps is refused, or replaced by U+FFFD where `mends` says so.
 */
export async function checkMetadata(
  schema: StandardSchema | undefined,
  metadata: unknown,
  mends = false,
): Promise<Metadata | undefined> {
  if (metadata === undefined) return undefined;
  const value = schema ? await validated(schema, metadata) : metadata;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidMetadataError('it must be an object');
  let text: string;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    throw new InvalidMetadataError('it cannot be written as JSON', error);
  }
  if (new TextEncoder().encode(text).length > MAX_METADATA_BYTES)
    throw new InvalidMetadataError(`it is larger than ${MAX_METADATA_BYTES} bytes`);
  if (!mends && !isStorableJson(text)) throw new InvalidMetadataError(`it ${UNSTORABLE}`);
  // A name like this would be taken for the prototype by whoever copies the object.
  return JSON.parse(toStorableJson(text), function (this: unknown, name: string, inner: unknown) {
    return name === '__proto__' ? undefined : inner;
  }) as Metadata;
}

interface SchemaResult {
  readonly value?: unknown;
  readonly issues?:
    | readonly {
        readonly message: string;
        readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
      }[]
    | undefined;
}
/** Standard Schema's `validate` answers a value or issues, now or later. */
export async function validate(
  schema: StandardSchema,
  value: unknown,
): Promise<
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly issues: readonly string[] }
> {
  const result = (await schema['~standard'].validate(value)) as SchemaResult;
  if (result.issues === undefined) return { ok: true, value: result.value };
  return {
    ok: false,
    issues: result.issues.map(({ message, path = [] }) => {
      const where = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
      return where === '' ? message : `${where}: ${message}`;
    }),
  };
}
async function validated(schema: StandardSchema, metadata: unknown): Promise<unknown> {
  const result = await validate(schema, metadata);
  if (result.ok) return result.value;
  throw new InvalidMetadataError(`it does not fit its schema: ${result.issues.join('; ')}`);
}
