import { FareboxError } from '@farebox/core';
import type { Endpoint, Parsed } from '@farebox/core/contract';

/** What fits goes on; what does not is told by path, and nothing has happened. */
export function parse<Schema extends Endpoint['body']>(schema: Schema, value: unknown): Parsed<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ');
  throw new FareboxError('invalid_request', { message: `The request is not right: ${issues}.` });
}
