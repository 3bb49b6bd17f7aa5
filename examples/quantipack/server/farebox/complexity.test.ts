import { describe, expect, it } from 'vitest';
import { makeSample, SAMPLE_SIZES, type SampleName } from '../../samples/make-samples.js';
import { parseOrders } from '../../analysis/parse-orders.js';
import { type AnalysisFeature, complexityOf } from './complexity.js';

const FEATURES: AnalysisFeature[] = [
  'pdp_analyzer',
  'suite_analyzer',
  'spec_generator',
  'demand_planner',
  'demand_planner_v2',
];
const LEVELS = { small: 'low', middle: 'medium', large: 'high' } as const;

describe('complexityOf', () => {
  it.each(Object.keys(SAMPLE_SIZES) as SampleName[])('gives the %s sample its level in every feature', (name) => {
    const { rowCount, lines } = parseOrders(makeSample(name));
    for (const feature of FEATURES) {
      // Before the hold the file's rows count, afterwards those that were processed.
      expect(complexityOf(feature, rowCount)).toBe(LEVELS[name]);
      expect(complexityOf(feature, lines.length)).toBe(LEVELS[name]);
    }
  });

  it('keeps the edges in the middle level', () => {
    expect(complexityOf('suite_analyzer', 299)).toBe('low');
    expect(complexityOf('suite_analyzer', 300)).toBe('medium');
    expect(complexityOf('suite_analyzer', 3000)).toBe('medium');
    expect(complexityOf('suite_analyzer', 3001)).toBe('high');
  });
});
