import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createYielder } from '../cooperate.js';
import type { OrderLine } from '../order-line.js';
import { STANDARD_SUITE } from '../standard-suite.js';
import { anyItem, anyLines } from './arbitrary-orders.js';
import { type Box, sortedSides, volumeOf } from './box.js';
import { packOrders } from './pack-orders.js';
import { toParcelGroups } from './parcel-groups.js';
import { overlaps, type Placement, placeItems } from './place-items.js';
import { toOrders } from './to-orders.js';

const item = (sku: string, lengthMm: number, widthMm: number, heightMm: number, weightG = 100) => ({
  sku,
  lengthMm,
  widthMm,
  heightMm,
  weightG,
});
const row = (orderId: string, sku: string, sides: [number, number, number], quantity: number, weightG = 100) =>
  ({
    line: 2,
    orderId,
    day: 20_000,
    sku,
    title: sku,
    lengthMm: sides[0],
    widthMm: sides[1],
    heightMm: sides[2],
    weightG,
    quantity,
  }) satisfies OrderLine;

function expectSound(placements: readonly Placement[], box: Box) {
  for (const [index, one] of placements.entries()) {
    expect(Math.min(one.x, one.y, one.z)).toBeGreaterThanOrEqual(0);
    expect(one.x + one.length).toBeLessThanOrEqual(box.lengthMm);
    expect(one.y + one.width).toBeLessThanOrEqual(box.widthMm);
    expect(one.z + one.height).toBeLessThanOrEqual(box.heightMm);
    expect([one.length, one.width, one.height].sort((a, b) => b - a)).toEqual(sortedSides(one.item));
    for (const other of placements.slice(index + 1)) expect(overlaps(one, other)).toBe(false);
  }
  const weight = placements.reduce((sum, placement) => sum + placement.item.weightG, 0);
  expect(weight).toBeLessThanOrEqual(box.maxWeightG);
}

const cube = (sideMm: number): Box => ({
  id: 'cube',
  name: 'Cube',
  lengthMm: sideMm,
  widthMm: sideMm,
  heightMm: sideMm,
  maxWeightG: 1_000_000,
});

describe('placeItems', () => {
  it('lets nothing overlap, stick out, change its shape, weigh too much or get lost', () => {
    fc.assert(
      fc.property(fc.array(anyItem, { maxLength: 40 }), fc.constantFrom(...STANDARD_SUITE), (items, box) => {
        const { placements, left } = placeItems(items, box);
        expectSound(placements, box);
        expect(placements.length + left.length).toBe(items.length);
        expect(new Set([...placements.map((placement) => placement.item), ...left])).toEqual(new Set(items));
      }),
      { seed: 4_711, numRuns: 400 },
    );
  });

  it('fills a cube of eight cubes without a gap', () => {
    const { placements, left } = placeItems(
      Array.from({ length: 9 }, () => item('A', 50, 50, 50)),
      cube(100),
    );
    expect(placements).toHaveLength(8);
    expect(left).toHaveLength(1);
  });

  it('turns an item that fits in one rotation only', () => {
    const { placements } = placeItems([item('A', 10, 20, 300)], { ...cube(30), widthMm: 300 });
    expect(placements).toMatchObject([{ width: 300 }]);
  });
});

describe('packOrders', () => {
  it('packs every order whole and sound, or reports it with a reason', async () => {
    await fc.assert(
      fc.asyncProperty(anyLines, async (lines) => {
        const orders = toOrders(lines);
        const { packed, unpacked } = await packOrders(orders, STANDARD_SUITE, createYielder());
        const answered = [...packed.map(({ order }) => order.id), ...unpacked.map(({ orderId }) => orderId)];
        expect(answered.toSorted()).toEqual(orders.map(({ id }) => id).toSorted());
        for (const { reason } of unpacked) expect(reason).toMatch(/\.$/);
        for (const { order, parcels } of packed) {
          for (const { box, placements } of parcels) expectSound(placements, box);
          const shipped = parcels.flatMap(({ placements }) => placements.map((placement) => placement.item.sku));
          expect(shipped.toSorted()).toEqual(order.items.map(({ sku }) => sku).toSorted());
        }
      }),
      { seed: 815, numRuns: 150 },
    );
  });

  it('takes the smallest box that holds everything', async () => {
    const orders = toOrders([row('N1', 'A', [200, 150, 50], 1), row('N2', 'A', [200, 150, 50], 2)]);
    const { packed } = await packOrders(orders, STANDARD_SUITE, createYielder());
    expect(packed.map(({ parcels }) => parcels.map(({ box }) => box.name))).toEqual([['Mailer S'], ['Box S']]);
  });

  it('splits what no box holds and what is too heavy for one', async () => {
    const orders = toOrders([row('N1', 'A', [240, 240, 240], 9), row('N2', 'B', [100, 100, 100], 4, 14_000)]);
    const { packed } = await packOrders(orders, STANDARD_SUITE, createYielder());
    for (const { parcels } of packed) expect(parcels.length).toBeGreaterThan(1);
  });

  it('says why an order cannot be packed', async () => {
    const orders = toOrders([
      row('N1', 'LONG', [800, 20, 20], 1),
      row('N2', 'HEAVY', [100, 100, 100], 1, 31_000),
      row('N3', 'FLAT', [550, 450, 20], 1),
      { ...row('N4', 'BLANK', [1, 1, 1], 1), heightMm: null },
    ]);
    const { unpacked } = await packOrders(orders, STANDARD_SUITE, createYielder());
    expect(unpacked.map(({ reason }) => reason)).toEqual([
      'LONG is 800 mm long, the longest box takes 600 mm.',
      'HEAVY weighs 31000 g, the strongest box carries 30000 g.',
      'FLAT fits no box in any rotation.',
      'No size is known for BLANK.',
    ]);
  });

  it('stops when its signal is aborted', async () => {
    const aborted = AbortSignal.abort(new Error('stopped by the user'));
    const orders = toOrders([row('N1', 'A', [10, 10, 10], 1)]);
    await expect(packOrders(orders, STANDARD_SUITE, createYielder({ signal: aborted }))).rejects.toThrow(
      'stopped by the user',
    );
  });
});

describe('toParcelGroups', () => {
  it('counts parcels that are alike and keeps the volume', async () => {
    const lines = [row('N1', 'A', [100, 90, 80], 2), row('N2', 'A', [100, 90, 80], 2), row('N3', 'B', [50, 50, 50], 1)];
    const groups = toParcelGroups(await packOrders(toOrders(lines), STANDARD_SUITE, createYielder()));
    expect(groups.map(({ count }) => count)).toEqual([2, 1]);
    expect(groups[0]?.itemVolume).toBe(2 * 100 * 90 * 80);
    for (const group of groups) expect(group.itemVolume).toBeLessThanOrEqual(volumeOf(group.box));
  });
});
