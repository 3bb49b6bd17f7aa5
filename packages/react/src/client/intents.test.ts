import { describe, expect, it } from 'vitest';
import { intentName } from './intents.js';

describe('an intent', () => {
  it('R15 is told apart by the whole of its input, however long the two agree', () => {
    const long = 'x'.repeat(5000);
    expect(intentName('chat', { prompt: `${long}a` })).not.toBe(intentName('chat', { prompt: `${long}b` }));
    expect(intentName('chat', { prompt: `a${long}` })).not.toBe(intentName('chat', { prompt: `b${long}` }));
    expect(intentName('chat', { prompt: long })).not.toBe(intentName('chat', { prompt: `${long}x` }));
    expect(intentName('chat', { prompt: long })).not.toBe(intentName('other', { prompt: long }));
  });

  it('R15 is the same for the same input, and short enough for any storage', () => {
    const input = { prompt: 'x'.repeat(100_000), file: 'a.csv' };
    expect(intentName('chat', input)).toBe(intentName('chat', { ...input }));
    expect(intentName('chat', input).length).toBeLessThan(80);
  });

  it('R15 gives fifty thousand near neighbours fifty thousand names', () => {
    const names = new Set(Array.from({ length: 50_000 }, (_, index) => intentName('chat', { order: index })));
    expect(names.size).toBe(50_000);
  });
});
