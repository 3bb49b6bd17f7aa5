import { describe, expect, it } from 'vitest';
import { createEngine, DAY, START } from './engine.js';

describe('tokens.history', () => {
  it('reads newest first, one line per operation, a hold only while it is open', async () => {
    const { farebox, advance } = createEngine();
    await farebox.tokens.grant('42', { key: 'gift', amount: 20, metadata: { why: 'welcome' } });
    advance(1000);
    await farebox.tokens.spend('42', 'pdp_analyzer', { key: 'a', reference: 'product_1', member: 'ana' });
    advance(1000);
    await farebox.tokens.hold('42', 'suite_analyzer', { key: 'open', reference: 'analysis_1' });
    advance(1000);
    await farebox.tokens.hold('42', 'pdp_analyzer', { key: 'gone' });
    await farebox.tokens.release('42', 'gone');
    const { entries, cursor } = await farebox.tokens.history('42');
    expect(
      entries.map(({ kind, amount, held, feature, reference, balanceAfter }) => [
        kind,
        amount,
        held,
        feature,
        reference,
        balanceAfter,
      ]),
    ).toEqual([
      ['release', 0, 0, 'pdp_analyzer', null, 10],
      ['hold', 0, 10, 'suite_analyzer', 'analysis_1', 10],
      ['spend', -5, 0, 'pdp_analyzer', 'product_1', 20],
      ['grant', 20, 0, null, null, 25],
      ['refill', 5, 0, null, null, 5],
    ]);
    expect(entries[2]).toMatchObject({ member: 'ana', at: new Date(START + 1000), metadata: null });
    expect(entries[3]).toMatchObject({ metadata: { why: 'welcome' } });
    expect(cursor).toBeNull();
    await farebox.tokens.capture('42', 'open', { amount: 7, metadata: { boxes: 3 } });
    expect((await farebox.tokens.history('42')).entries[0]).toMatchObject({
      kind: 'capture',
      amount: -7,
      held: 0,
      feature: 'suite_analyzer',
      reference: 'analysis_1',
      metadata: { boxes: 3 },
    });
  });

  it('tells an operation over several grants as one line', async () => {
    const { farebox } = createEngine();
    for (let n = 0; n < 4; n += 1) await farebox.tokens.grant('42', { key: `gift:${n}`, amount: 1 });
    await farebox.tokens.run('42', 'pdp_analyzer', { key: 'a', estimate: { complexity: 'high' } }, () => 1);
    const { entries } = await farebox.tokens.history('42', { feature: 'pdp_analyzer' });
    expect(entries.map(({ kind, amount, balanceAfter }) => [kind, amount, balanceAfter])).toEqual([['capture', -8, 1]]);
  });

  it('pages without losing, doubling or cutting a line', async () => {
    const { farebox } = createEngine();
    for (let n = 0; n < 12; n += 1) {
      await farebox.tokens.grant('42', { key: `gift:${n}`, amount: 5 });
      await farebox.tokens.run('42', 'pdp_analyzer', { key: `k${n}` }, () => 1);
    }
    const whole = (await farebox.tokens.history('42', { limit: 200 })).entries;
    const seen: (typeof whole)[number][] = [];
    let cursor: string | null | undefined;
    do {
      const page = await farebox.tokens.history('42', { limit: 5, ...(cursor ? { cursor } : {}) });
      seen.push(...page.entries);
      cursor = page.cursor;
    } while (cursor);
    expect(seen).toEqual(whole);
    expect(whole.filter(({ kind }) => kind === 'capture')).toHaveLength(12);
    expect(whole.reduce((sum, { amount }) => sum + amount, 0)).toBe(
      (await farebox.tokens.balance('42')).remainingTokens,
    );
  });

  it('filters by feature, member, reference and time', async () => {
    const { farebox, advance } = createEngine();
    await farebox.tokens.grant('42', { key: 'gift', amount: 100 });
    await farebox.tokens.spend('42', 'pdp_analyzer', { key: 'a', member: 'ana', reference: 'r1' });
    advance(DAY);
    await farebox.tokens.spend('42', 'suite_analyzer', { key: 'b', member: 'ben', reference: 'r2' });
    await farebox.tokens.run('42', 'suite_analyzer', { key: 'c', member: 'ana' }, (run) =>
      run.describe({ reference: 'r1' }),
    );
    const keysOf = async (options: Parameters<typeof farebox.tokens.history>[1]): Promise<unknown[]> =>
      (await farebox.tokens.history('42', options)).entries.map(({ amount, reference }) => [amount, reference]);
    expect(await keysOf({ feature: 'pdp_analyzer' })).toEqual([[-5, 'r1']]);
    expect(await keysOf({ member: 'ana' })).toEqual([
      [-10, 'r1'],
      [-5, 'r1'],
    ]);
    expect(await keysOf({ reference: 'r1' })).toEqual([
      [-10, 'r1'],
      [-5, 'r1'],
    ]);
    expect(await keysOf({ reference: 'r2' })).toEqual([[-10, 'r2']]);
    expect(await keysOf({ reference: 'nobody' })).toEqual([]);
    expect(await keysOf({ from: new Date(START + DAY), feature: 'suite_analyzer' })).toEqual([
      [-10, 'r1'],
      [-10, 'r2'],
    ]);
    expect(await keysOf({ to: new Date(START + DAY), feature: 'pdp_analyzer' })).toEqual([[-5, 'r1']]);
  });

  it('refuses a cursor that it did not give out, and a limit that is none', async () => {
    const { farebox } = createEngine();
    await expect(farebox.tokens.history('42', { cursor: 'mine' })).rejects.toMatchObject({ code: 'invalid_cursor' });
    await expect(farebox.tokens.history('42', { limit: 0 })).rejects.toMatchObject({ code: 'invalid_amount' });
  });
});

describe('tokens.history by kind', () => {
  it('shows only the kinds that were asked for, claw-backs undone among the claw-backs', async () => {
    const { farebox } = createEngine();
    await farebox.tokens.grant('42', { key: 'pack', amount: 50, reference: 'ch_1' });
    await farebox.tokens.spend('42', 'pdp_analyzer', { key: 'a' });
    await farebox.tokens.run('42', 'pdp_analyzer', { key: 'b' }, () => 1);
    for (const total of [20, 5]) await farebox.tokens.clawback('42', { reference: 'ch_1', total });
    const kinds = async (kind: Parameters<typeof farebox.tokens.history>[1] & object): Promise<unknown[]> =>
      (await farebox.tokens.history('42', kind)).entries.map((entry) => [entry.kind, entry.amount]);
    expect(await kinds({ kind: 'spend' })).toEqual([['spend', -5]]);
    expect(await kinds({ kind: ['capture', 'clawback'] })).toEqual([
      ['clawback', 15],
      ['clawback', -20],
      ['capture', -5],
    ]);
    const all = (await farebox.tokens.history('42')).entries.reduce((sum, { amount }) => sum + amount, 0);
    expect(all).toBe((await farebox.tokens.balance('42')).remainingTokens);
    await expect(farebox.tokens.history('42', { kind: 'schedule' as 'spend' })).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });

  it('fills its pages although holds that have ended are no lines of their own', async () => {
    const { farebox } = createEngine();
    await farebox.tokens.grant('42', { key: 'gift', amount: 500 });
    for (let n = 0; n < 20; n += 1) await farebox.tokens.run('42', 'pdp_analyzer', { key: `k${n}` }, () => 1);
    const page = await farebox.tokens.history('42', { limit: 10 });
    expect(page.entries).toHaveLength(10);
    expect(page.entries.every(({ kind }) => kind === 'capture')).toBe(true);
  });
});

describe('tokens.historyCsv', () => {
  it('writes what history reads, line by line, for every page of it', async () => {
    const { farebox, advance } = createEngine();
    await farebox.tokens.grant('42', { key: 'gift', amount: 2000 });
    for (let n = 0; n < 250; n += 1)
      await farebox.tokens.spend('42', 'pdp_analyzer', { key: `k${n}`, complexity: 'low' });
    advance(1500);
    await farebox.tokens.spend('42', 'pdp_analyzer', {
      key: 'last',
      reference: 'order 7, "big"',
      member: 'ana',
      metadata: { n: 1, at: 'x' },
    });
    const lines: string[] = [];
    for await (const line of farebox.tokens.historyCsv('42')) lines.push(line);
    expect(lines).toHaveLength(1 + 251 + 2);
    expect(lines.every((line) => line.endsWith('\r\n'))).toBe(true);
    expect(lines[0]).toBe('id,at,kind,feature,member,amount,held,balance_after,reference,metadata\r\n');
    const [newest] = (await farebox.tokens.history('42', { limit: 1 })).entries;
    expect(lines[1]).toBe(
      `${newest?.id},2026-01-31T12:00:01.500Z,spend,pdp_analyzer,ana,-5,0,1000,"order 7, ""big""","{""n"":1,""at"":""x""}"\r\n`,
    );
    const filtered: string[] = [];
    for await (const line of farebox.tokens.historyCsv('42', { member: 'ana', kind: 'spend' })) filtered.push(line);
    expect(filtered).toEqual(lines.slice(0, 2));
  });

  it('lets no text run as a formula, and leaves numbers numbers', async () => {
    const { farebox } = createEngine();
    await farebox.tokens.grant('42', { key: 'gift', amount: 100 });
    const evil = [
      '=1+1',
      '+1',
      '-1+1',
      '@SUM(A1)',
      '\t=1',
      ' =1',
      '=HYPERLINK("http://x","y")',
      '\u200b=1',
      '\u202e=1',
      '\u0001=1',
      '＝1',
      '＠SUM(A1)',
    ];
    for (const [n, reference] of evil.entries())
      await farebox.tokens.spend('42', 'pdp_analyzer', { key: `k${n}`, reference });
    const fields: string[] = [];
    for await (const line of farebox.tokens.historyCsv('42', { kind: 'spend' })) fields.push(line.trimEnd());
    const references = fields.slice(1).map((line) => line.split(',').slice(8).join(',').replace(/,$/, ''));
    expect(references.toReversed()).toEqual([
      "'=1+1",
      "'+1",
      "'-1+1",
      "'@SUM(A1)",
      "'\t=1",
      "' =1",
      `"'=HYPERLINK(""http://x"",""y"")"`,
      "'\u200b=1",
      "'\u202e=1",
      "'\u0001=1",
      "'＝1",
      "'＠SUM(A1)",
    ]);
    expect(fields[1]).toMatch(/,-5,0,\d+,/);
  });
});
