import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeSample, SAMPLE_SIZES, type SampleName } from '../samples/make-samples.js';
import { analyzePdp } from '../analysis/pdp-analyzer.js';
import { parseOrders } from '../analysis/parse-orders.js';

const NAMES = Object.keys(SAMPLE_SIZES) as SampleName[];

describe('samples', () => {
  it.each(NAMES)('has the committed %s.csv byte for byte from its seed', (name) => {
    const committed = readFileSync(new URL(`../samples/${name}.csv`, import.meta.url), 'utf8');
    expect(makeSample(name)).toBe(committed);
  });

  it.each(NAMES)('loses only the rows of %s that were made bad', (name) => {
    const { badRows, lines } = parseOrders(makeSample(name));
    expect(badRows).toHaveLength(SAMPLE_SIZES[name].badRows);
    expect(new Set(lines.map(({ orderId }) => orderId)).size).toBeGreaterThan(SAMPLE_SIZES[name].orders * 0.98);
  });

  it('gives the PDP analyzer something to find in each', () => {
    for (const name of NAMES) expect(analyzePdp(parseOrders(makeSample(name))).products.length).toBeGreaterThan(0);
  });
});
