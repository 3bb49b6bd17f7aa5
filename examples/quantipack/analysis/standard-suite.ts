import type { Box } from './packing/box.js';

/** The boxes that the demo shop keeps on its shelf. A real host would read its own from its database. */
export const STANDARD_SUITE: readonly Box[] = [
  { id: 'mailer_s', name: 'Mailer S', lengthMm: 250, widthMm: 180, heightMm: 50, maxWeightG: 2_000 },
  { id: 'box_s', name: 'Box S', lengthMm: 220, widthMm: 160, heightMm: 110, maxWeightG: 5_000 },
  { id: 'box_m', name: 'Box M', lengthMm: 300, widthMm: 200, heightMm: 120, maxWeightG: 10_000 },
  { id: 'box_m_tall', name: 'Box M tall', lengthMm: 300, widthMm: 200, heightMm: 200, maxWeightG: 10_000 },
  { id: 'cube', name: 'Cube', lengthMm: 250, widthMm: 250, heightMm: 250, maxWeightG: 15_000 },
  { id: 'box_l', name: 'Box L', lengthMm: 400, widthMm: 300, heightMm: 200, maxWeightG: 20_000 },
  { id: 'long', name: 'Long', lengthMm: 600, widthMm: 120, heightMm: 100, maxWeightG: 10_000 },
  { id: 'box_xl', name: 'Box XL', lengthMm: 500, widthMm: 400, heightMm: 300, maxWeightG: 30_000 },
];
