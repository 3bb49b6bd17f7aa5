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
});
