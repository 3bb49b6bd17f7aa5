import { describe, expect, it } from 'vitest';
import { inputHash } from './input-hash.js';
import type { Step } from './step.js';

const spend: Step = { key: 'k', command: { do: 'spend', amount: 5 }, feature: 'chat' };

describe('inputHash', () => {
  it('begins with its version, so that another meaning can be told from another input', () => {
    expect(inputHash(spend)).toMatch(/^1:[0-9a-f]{16}$/);
  });
  it('is frozen: entries written by an older release must still be recognised', () => {
    expect(inputHash(spend)).toBe('1:d3cc589041a38cd1');
  });
  it('L11 changes with the command, the feature and the member', () => {
    const others: Step[] = [
      { ...spend, command: { do: 'spend', amount: 6 } },
      { ...spend, command: { do: 'grant', amount: 5 } },
      { ...spend, command: { do: 'spend', amount: 5, overage: 'debt' } },
      { ...spend, feature: 'other' },
      { ...spend, member: 'ann' },
    ];
    expect(new Set([spend, ...others].map(inputHash)).size).toBe(6);
  });
  it('skips absent optionals, the order of properties, and all that only describes', () => {
    expect(
      inputHash({
        key: 'other',
        feature: 'chat',
        command: { amount: 5, do: 'spend', overage: undefined },
        member: undefined,
      }),
    ).toBe(inputHash(spend));
    expect(inputHash({ ...spend, reference: 'analysis-7', metadata: { at: 1 }, actor: 'api' })).toBe(inputHash(spend));
  });
});
