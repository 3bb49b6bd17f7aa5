import { audit, jobLeases, subscriptions } from '@farebox/core/store';
import { sampleRow } from '../conformance/sample-row.js';
import { all, type Race, sound, times, total } from './race.js';

const recordRace: Race = {
  name: 'one-row',
  title: 'leaves one row when inserts of one key race, and tells every loser whose it is',
  async prepare() {},
  async act(store, { base, worker }) {
    let inserted = 0;
    const owners: string[] = [];
    for (let round = 0; round < 8; round += 1) {
      const results = await Promise.all(
        times(4, (index) =>
          store.insertIfAbsent(
            audit,
            sampleRow(audit, { account: base, id: `row-${round}`, at: 1 + worker * 10 + index }) as never,
          ),
        ),
      );
      for (const result of results) {
        if (result.inserted) inserted += 1;
        else owners.push(`${round}:${(result.existing.row as { at: number }).at}`);
      }
    }
    return { inserted, owners };
  },
  async judge(_store, _base, tallies) {
    const inserted = total(tallies, 'inserted');
    const owners = new Set(all(tallies, 'owners'));
    return [
      ...(inserted === 8 ? [] : [`eight keys were inserted ${inserted} times`]),
      ...(owners.size === 8 ? [] : [`losers were told of ${owners.size} owners of eight rows`]),
    ];
  },
};

const counter: Race = {
  name: 'counter',
  title: 'L24 loses no update when read, change and compare-and-set race on one record',
  async prepare(store, base) {
    await store.insertIfAbsent(audit, sampleRow(audit, { account: base, id: 'counter', at: 0 }) as never);
  },
  async act(store, { base }) {
    let added = 0;
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(
        times(3, async () => {
          for (let attempt = 0; attempt < 500; attempt += 1) {
            const found = await store.find(audit, { account: base, id: 'counter' });
            if (found === null) return;
            if ((await store.compareAndSet(audit, { ...found.row, at: found.row.at + 1 }, found.version)) !== null) {
              added += 1;
              return;
            }
          }
        }),
      );
    }
    return { added };
  },
  async judge(store, base, tallies) {
    const found = await store.find(audit, { account: base, id: 'counter' });
    const added = total(tallies, 'added');
    return found?.row.at === added && added === tallies.length * 15
      ? []
      : [`${added} of ${tallies.length * 15} increments were acknowledged, the row says ${found?.row.at}`];
  },
};

const leases: Race = {
  name: 'leases',
  title: 'D18 hands each due row to one worker',
  async prepare(store, base) {
    for (let index = 0; index < 40; index += 1)
      await store.insertIfAbsent(
        jobLeases,
        sampleRow(jobLeases, { mode: `lease-${base}`, job: `job-${index}`, due: 1000 + index }) as never,
      );
  },
  async act(store, { base }) {
    const taken: string[] = [];
    for (let empty = 0; empty < 3; ) {
      const batches = await Promise.all(
        times(2, () => store.claimWithLease(jobLeases, { limit: 3, leaseSeconds: 3600, now: 100_000 })),
      );
      const rows = batches
        .flat()
        .map(({ row }) => row)
        .filter((row) => row.mode === `lease-${base}`);
      taken.push(...rows.map((row) => row.job));
      if (rows.length === 0) empty += 1;
    }
    return { taken };
  },
  async judge(_store, _base, tallies) {
    const taken = all(tallies, 'taken');
    return taken.length === 40 && new Set(taken).size === 40
      ? []
      : [`40 rows were taken ${taken.length} times, ${new Set(taken).size} of them different`];
  },
};

const guardedGrant: Race = {
  name: 'guarded-grant',
  title: 'gives the tokens of an upgrade once when units with the same guard race',
  async prepare(store, base) {
    await store.insertIfAbsent(
      subscriptions,
      sampleRow(subscriptions, { account: base, subscription: 'sub', quantity: 0 }) as never,
    );
  },
  async act(store, { base, worker }) {
    let won = 0;
    for (let round = 0; round < 5; round += 1) {
      const found = await store.find(subscriptions, { account: base, subscription: 'sub' });
      if (found === null) break;
      const row = { ...found.row, quantity: found.row.quantity + 1 };
      const results = await Promise.all(
        times(3, (index) =>
          store.commit({
            account: base,
            steps: [{ key: `up-${worker}-${round}-${index}`, command: { do: 'grant', amount: 7 } }],
            writes: [{ write: 'compareAndSet', family: subscriptions, row, ifVersion: found.version }],
          }),
        ),
      );
      won += results.filter((result) => result.status === 'ok').length;
    }
    return { won };
  },
  async judge(store, base, tallies) {
    const won = total(tallies, 'won');
    const found = await store.find(subscriptions, { account: base, subscription: 'sub' });
    const { slice } = await store.read(base);
    const complaints = [...(await sound(store, base))];
    if (found?.row.quantity !== won) complaints.push(`${won} upgrades won, the record says ${found?.row.quantity}`);
    if (slice.account?.available !== won * 7)
      complaints.push(`${won} upgrades gave ${slice.account?.available} tokens`);
    return complaints;
  },
};

export const recordRaces: readonly Race[] = [recordRace, counter, leases, guardedGrant];
