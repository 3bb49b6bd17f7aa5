import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as errors from './index.js';

type ErrorClass = { new (...parameters: never[]): errors.FareboxError; isInstance(error: unknown): boolean };
const classes = Object.entries(errors).filter(
  (entry): entry is [string, ErrorClass & (typeof entry)[1]] =>
    typeof entry[1] === 'function' && entry[1].prototype instanceof errors.FareboxError,
) as [string, ErrorClass][];
/** Enough for every constructor: a list is a list, a text is a text. */
const make = (Class: ErrorClass): errors.FareboxError =>
  new (Class as unknown as { new (...parameters: unknown[]): errors.FareboxError })(
    ...(['InvalidCatalogError', 'InvalidSettingsError'].includes(Class.name) ? [['a sentence']] : ['one', ['two'], 3]),
  );

describe('errors', () => {
  it('has one class per code, and knows it again', () => {
    expect(classes.length).toBeGreaterThan(25);
    for (const [name, Class] of classes) {
      const error = make(Class);
      expect(error.name, name).toBe(name);
      expect(error).toBeInstanceOf(errors.FareboxError);
      expect(Class.isInstance(error), name).toBe(true);
      expect(errors.errorCodes[error.code].status, name).toBe(error.status);
      for (const [other, Other] of classes)
        if (other !== name) expect(Other.isInstance(error), `${name} as ${other}`).toBe(false);
    }
    expect(new Set(classes.map(([, Class]) => make(Class).code)).size).toBe(classes.length);
  });

  it('knows an error of another copy of the package by its marker', () => {
    const foreign = Object.assign(new Error('elsewhere'), {
      [Symbol.for('farebox.error')]: true,
      code: 'hold_expired',
      details: {},
    });
    expect(errors.FareboxError.isInstance(foreign)).toBe(true);
    expect(errors.HoldExpiredError.isInstance(foreign)).toBe(true);
    expect(errors.HoldNotFoundError.isInstance(foreign)).toBe(false);
    expect(errors.FareboxError.isInstance(new Error('plain'))).toBe(false);
    expect(errors.FareboxError.isInstance({ code: 'hold_expired' })).toBe(false);
  });

  it('keeps its cause and its stack', () => {
    const cause = new Error('connection lost');
    const error = new errors.StoreUnavailableError('commit', cause);
    expect(error.cause).toBe(cause);
    expect(error.stack).toContain('errors.test');
  });

  it('gives every code a status, a text for developers and one for users', () => {
    for (const [code, { status, developer, user }] of Object.entries(errors.errorCodes)) {
      expect(status, code).toBeGreaterThanOrEqual(400);
      expect(developer.endsWith('.') && user.endsWith('.'), code).toBe(true);
      expect(user, code).not.toMatch(/stripe|webhook|key|schema/i);
    }
  });

  it('says over the wire when it passes', () => {
    expect(errors.problemOf(new errors.StoreUnavailableError('commit'))).toEqual({
      type: errors.docsOf('store_unavailable'),
      title: errors.errorCodes.store_unavailable.user,
      status: 503,
      detail: errors.errorCodes.store_unavailable.developer,
      code: 'store_unavailable',
      retryAfterSeconds: 5,
    });
    expect(errors.problemOf(new errors.IdempotencyConflictError('k'))).toMatchObject({
      status: 409,
      retryAfterSeconds: null,
    });
  });

  it('explains each code at an address that a user of the package can open', () => {
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      repository: { url: string };
    };
    const repository = manifest.repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
    const page = readFileSync(new URL('../../../../docs/errors.md', import.meta.url), 'utf8');
    for (const code of Object.keys({ ...errors.errorCodes, ...errors.denialReasons })) {
      const address = errors.docsOf(code as errors.FareboxErrorCode);
      expect(address).toBe(`${repository}/blob/main/docs/errors.md#${code}`);
      expect(page).toContain(`\n### ${code}\n`);
    }
  });
});
