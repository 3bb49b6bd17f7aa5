import { describe, expect, it } from 'vitest';
import { type Logger, redactingLogger } from './logger.js';

describe('redactingLogger', () => {
  function logged(message: string, facts?: Record<string, unknown>): string {
    const lines: unknown[] = [];
    const keep = (...line: unknown[]): void => void lines.push(line);
    const logger: Logger = { debug: keep, info: keep, warn: keep, error: keep };
    redactingLogger(logger).error(message, facts);
    return JSON.stringify(lines);
  }

  it('X25 lets no secret, address, body or metadata through, however deep', () => {
    const line = logged('Key sk_live_abcdef123 of ana@example.com failed', {
      secretKey: 'x1',
      body: 'x2',
      metadata: { x3: 'x3' },
      nested: { list: [{ authorization: 'x4', text: 'whsec_abcdefgh' }] },
      error: new Error('no sk_test_zzzzzz', { cause: new Error('bob@example.com') }),
    });
    for (const forbidden of ['abcdef', 'ana@', 'x1', 'x2', 'x3', 'x4', 'zzzzzz', 'bob@'])
      expect(line).not.toContain(forbidden);
    expect(line).toContain('sk_…');
  });

  it('keeps what helps: names, codes, numbers and causes', () => {
    const line = logged('Failed', {
      account: 42,
      feature: 'chat',
      error: Object.assign(new Error('boom', { cause: new Error('deep') }), { code: 'E1' }),
    });
    for (const kept of ['42', 'chat', 'boom', 'E1', 'deep']) expect(line).toContain(kept);
  });

  it.each([
    ['a key inside a word', 'KEY_sk_live_abcdef123 xsk_live_abcdef123'],
    ['a client secret', 'pi_123_secret_abcdef123'],
    ['a bearer token', 'Authorization: Bearer abcdef123.x'],
    ['a password of a database', 'postgres://app:abcdef123@db.internal/app'],
  ])('X25 hides %s, in a text and in a name', (_what, text) => {
    expect(logged(text, { [text]: text, nested: { [text]: [text] } })).not.toContain('abcdef123');
  });

  it('X28 takes no time for a text that a user made long, wherever it stands', () => {
    const long = 'a'.repeat(1024 * 1024);
    const started = performance.now();
    const line = logged(long, {
      error: new Error(`cannot parse ${long}`, { cause: new Error(`${long}@`) }),
      text: `${'a@'.repeat(500_000)}`,
      [long]: 1,
    });
    expect(performance.now() - started).toBeLessThan(150);
    expect(line.length).toBeLessThan(20_000);
  });
});
