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
      code: 'store_unavailable',
      status: 503,
      userText: expect.any(String),
      retryAfterSeconds: 5,
    });
    expect(errors.problemOf(new errors.IdempotencyConflictError('k'))).toMatchObject({
      status: 409,
      retryAfterSeconds: null,
    });
  });
});
