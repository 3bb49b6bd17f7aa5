import { readFileSync } from 'node:fs';
import type { Sample } from './order-sources.js';

const SAMPLES = { small: 'Small sample', middle: 'Middle sample', large: 'Large sample' } as const;

/** The sample files that ship with the example; ids are `sample_small`, `sample_middle`, `sample_large`. */
export const readSamples = (directory: URL): Sample[] =>
  Object.entries(SAMPLES).map(([file, name]) => ({
    id: `sample_${file}`,
    name,
    content: readFileSync(new URL(`${file}.csv`, directory), 'utf8'),
  }));
