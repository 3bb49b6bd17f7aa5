import { describe, expect, it } from 'vitest';
import { StoreUnavailableError } from '../../errors/ledger.js';
import { problemOf } from '../../errors/problem-of.js';
import { untilWritten } from './until-written.js';

describe('untilWritten', () => {
  it('tries again while somebody else is faster, and answers what was written', async () => {
    const rounds: number[] = [];
    const answer = await untilWritten('a row', 5, async (round) => {
      rounds.push(round);
      return round === 3 ? 'written' : undefined;
    });
    expect(answer).toBe('written');
    expect(rounds).toEqual([1, 2, 3]);
  });

  it('takes null for an answer', async () => {
    expect(await untilWritten('a row', 2, async () => null)).toBeNull();
  });

  it('answers 503 with a time to come back when every round is lost', async () => {
    let rounds = 0;
    const lost = untilWritten('a row', 4, async () => void (rounds += 1));
    const error = await lost.catch((reason: unknown) => reason);
    expect(rounds).toBe(4);
    if (!StoreUnavailableError.isInstance(error)) throw error;
    expect(problemOf(error)).toMatchObject({ status: 503, retryAfterSeconds: expect.any(Number) });
  });

  it('lets any other failure through at once', async () => {
    const failure = new Error('no');
    let rounds = 0;
    await expect(
      untilWritten('a row', 4, async () => {
        rounds += 1;
        throw failure;
      }),
    ).rejects.toBe(failure);
    expect(rounds).toBe(1);
  });
});
