import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { verifySignature, WEBHOOK_BODY_LIMIT, whatIsWrongWithSecret } from './verify-signature.js';

const NOW = Date.UTC(2026, 10, 25, 12, 0, 0);
const SECRET = `whsec_${'a'.repeat(32)}`;
const OTHER = `whsec_${'b'.repeat(32)}`;
const bytesOf = (text: string) => new Uint8Array(new TextEncoder().encode(text));
const sign = (body: string | Uint8Array, secret: string, timestamp: number | string = NOW / 1000) =>
  createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
const BODY = '{"id":"evt_1","text":"\\u2028 \u2028 \\/ 😀 \\r\\n","id":"evt_1"}\r\n';
const verify = (header: string | null, secrets: readonly string[] = [SECRET], body = BODY, now = NOW) =>
  verifySignature(bytesOf(body), header, secrets, now);
const headerOf = (body = BODY, secret = SECRET, timestamp: number | string = NOW / 1000) =>
  `t=${timestamp},v1=${sign(body, secret, timestamp)}`;

describe('verifySignature', () => {
  it('W21 accepts exactly the bytes that were signed and nothing re-serialised', async () => {
    expect(await verify(headerOf())).toMatchObject({ verified: true, secretIndex: 0 });
    expect(await verify(headerOf(), [SECRET], JSON.stringify(JSON.parse(BODY)))).toEqual({
      verified: false,
      reason: 'wrong_signature',
    });
  });

  it('X1 refuses what carries no signature of ours', async () => {
    const v1 = sign(BODY, SECRET);
    const t = NOW / 1000;
    const refused = [
      '',
      'garbage',
      `t=${t}`,
      `v1=${v1}`,
      `t=${t},v0=${v1}`,
      `t=${t},v1=`,
      `t=${t},v1=${v1.slice(2)}`,
      `t=${t},v1=${v1.toUpperCase()}`,
      headerOf(BODY, OTHER),
      `t=${t + 1},v1=${v1}`,
    ];
    for (const header of [null, ...refused])
      expect({ header, ...(await verify(header)) }).toMatchObject({ header, verified: false });
  });

  it('W25 takes integer times within five minutes either way, and no other form of a time', async () => {
    const at = (offset: number) => verify(headerOf(BODY, SECRET, NOW / 1000 + offset));
    for (const offset of [-300, -299, 0, 299, 300])
      expect({ offset, ...(await at(offset)) }).toMatchObject({ offset, verified: true });
    for (const offset of [-301, 301, 315_360_000, -315_360_000])
      expect({ offset, ...(await at(offset)) }).toMatchObject({ offset, verified: false, reason: 'too_old' });
    for (const time of [
      'abc',
      '',
      '1e9',
      '-5',
      '+5',
      ' ',
      '0',
      '01',
      `${NOW / 1000}.5`,
      'NaN',
      'Infinity',
      '9'.repeat(13),
    ]) {
      expect({ time, ...(await verify(`t=${time},v1=${sign(BODY, SECRET, time)}`)) }).toMatchObject({
        time,
        verified: false,
      });
    }
    const twice = `t=${NOW / 1000},t=1,v1=${sign(BODY, SECRET)}`;
    expect(await verify(twice)).toEqual({ verified: false, reason: 'malformed_header' });
  });

  it('W16 takes any of several secrets while one is rotated, and the old one no longer afterwards', async () => {
    const both = `t=${NOW / 1000},v1=${sign(BODY, OTHER)},v1=${sign(BODY, SECRET)}`;
    expect(await verify(headerOf(BODY, OTHER), [SECRET, OTHER])).toMatchObject({ verified: true, secretIndex: 1 });
    expect(await verify(both, [SECRET])).toMatchObject({ verified: true });
    expect(await verify(headerOf(BODY, OTHER), [SECRET])).toEqual({ verified: false, reason: 'wrong_signature' });
  });

  it('W24 refuses large bodies and headers full of signatures before any of them is checked', async () => {
    const many = `t=${NOW / 1000},${Array.from({ length: 100_000 }, () => `v1=${'0'.repeat(64)}`).join(',')}`;
    const started = performance.now();
    expect(await verify(many)).toEqual({ verified: false, reason: 'too_many_signatures' });
    expect(performance.now() - started).toBeLessThan(50);
    const nine = `t=${NOW / 1000},${Array.from({ length: 9 }, () => `v1=${sign(BODY, SECRET)}`).join(',')}`;
    expect(await verify(nine)).toEqual({ verified: false, reason: 'too_many_signatures' });
    const large = 'x'.repeat(WEBHOOK_BODY_LIMIT + 1);
    expect(await verify(headerOf(large), [SECRET], large)).toEqual({ verified: false, reason: 'body_too_large' });
    const largest = 'x'.repeat(WEBHOOK_BODY_LIMIT);
    expect(await verify(headerOf(largest), [SECRET], largest)).toMatchObject({ verified: true });
  });

  it('X2 throws for secrets that anybody could guess, whatever they are signed with', async () => {
    for (const secret of [
      '',
      ' ',
      'undefined',
      'null',
      'whsec_',
      'whsec_short',
      ` ${SECRET}`,
      `${SECRET}\n`,
      'sk_test_'.padEnd(40, 'a'),
    ]) {
      expect({ secret, wrong: whatIsWrongWithSecret(secret) !== null }).toEqual({ secret, wrong: true });
      const header = secret === '' ? `t=${NOW / 1000},v1=${sign(BODY, '')}` : headerOf(BODY, secret);
      await expect(verify(header, [secret])).rejects.toThrow(TypeError);
      // One bad secret beside a good one is a broken set-up too.
      await expect(verify(headerOf(), [SECRET, secret])).rejects.toThrow(TypeError);
    }
    expect(whatIsWrongWithSecret(undefined)).not.toBeNull();
    await expect(verify(headerOf(), [])).rejects.toThrow(TypeError);
    expect(whatIsWrongWithSecret(SECRET)).toBeNull();
  });
});
