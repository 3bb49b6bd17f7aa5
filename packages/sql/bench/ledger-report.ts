import { type Cell, type Contender, type Load } from './contender.js';
import { median } from './measure.js';
import { RAW } from './raw-contenders.js';
import { RIVAL } from './rival.js';

export interface Row extends Cell {
  readonly name: string;
  readonly load: Load;
  readonly inFlight: number;
}

/** Every round's cell of one row, by name, load and in flight. */
export type Cells = ReadonlyMap<string, readonly Cell[]>;

export const cellKey = (name: string, load: Load, inFlight: number): string => `${name}|${load}|${inFlight}`;

export function mediansOf(cells: Cells): readonly Row[] {
  return [...cells].map(([key, list]) => {
    const [name = '', load = '', inFlight = ''] = key.split('|');
    const of = (pick: (cell: Cell) => number): number => median(list.map(pick));
    const share = list[0]?.fastShare === undefined ? {} : { fastShare: of((cell) => cell.fastShare ?? 0) };
    return {
      name,
      load: load as Load,
      inFlight: Number(inFlight),
      perSecond: Math.round(of((cell) => cell.perSecond)),
      p50: of((cell) => cell.p50),
      p99: of((cell) => cell.p99),
      ...share,
    };
  });
}

/** "x raw" is by raw's best figure of the load; "x its measure" by the row that the contender names, at the same in flight. */
export function tableOf(rows: readonly Row[], contenders: readonly Contender[]): string {
  const at = (name: string | undefined, { load, inFlight }: Row): Row | undefined =>
    rows.find((row) => row.name === name && row.load === load && row.inFlight === inFlight);
  const best = (load: Load): number =>
    Math.max(0, ...rows.filter((row) => row.name === RAW.spend && row.load === load).map((row) => row.perSecond));
  const times = (row: Row, other: number | undefined, digits: number): string =>
    other ? (row.perSecond / other).toFixed(digits) : '';
  const lines = rows.map((row) => {
    const against = contenders.find(({ name }) => name === row.name)?.against;
    const isOurs = row.name !== RIVAL && !row.name.startsWith('raw');
    const writes = /spend|run|commit/.test(row.name) || row.name === RIVAL;
    return [
      row.load,
      row.inFlight,
      row.name,
      row.perSecond.toLocaleString('en'),
      row.p50.toFixed(2),
      row.p99.toFixed(1),
      writes ? times(row, best(row.load), 2) : '',
      isOurs && writes ? times(row, at(RIVAL, row)?.perSecond, 1) : '',
      against === undefined ? '' : times(row, at(against, row)?.perSecond, 2),
      row.fastShare === undefined ? '' : `${Math.round(row.fastShare * 100)} %`,
    ].join(' | ');
  });
  return [
    '| load | in flight | what | per s | p50 ms | p99 ms | x raw | x rival | x its measure | fast path |',
    '|---|---:|---|---:|---:|---:|---:|---:|---:|---:|',
    ...lines.map((line) => `| ${line} |`),
  ].join('\n');
}

interface Goal {
  readonly says: string;
  /** Null = one of its rows was not run. */
  readonly figure: number | null;
  readonly least?: number;
  readonly most?: number;
}

/** What issue 17 asks of the public API, each with the worst figure of this run. */
export function goalsOf(rows: readonly Row[]): string {
  const loads: readonly Load[] = ['spread', 'hot'];
  const rowAt = (name: string, load: Load, inFlight: number): Row | undefined =>
    rows.find((row) => row.name === name && row.load === load && row.inFlight === inFlight);
  const ratio = (name: string, other: string, load: Load, inFlight: number): number | null => {
    const [one, two] = [rowAt(name, load, inFlight), rowAt(other, load, inFlight)];
    return one && two ? one.perSecond / two.perSecond : null;
  };
  const worst = (name: string, other: string, inFlights: readonly number[]): number | null => {
    const found = loads.flatMap((load) => inFlights.map((inFlight) => ratio(name, other, load, inFlight)));
    const known = found.filter((figure) => figure !== null);
    return known.length === 0 ? null : Math.min(...known);
  };
  const lone = (grants: string): number | null => {
    const [spend, commit] = [`tokens.spend, ${grants}`, `store.commit spend, ${grants}`].map((name) =>
      rowAt(name, 'spread', 1),
    );
    return spend && commit ? spend.p50 / commit.p50 : null;
  };
  const hot = (grants: string): number | null => {
    const commit = rowAt(`store.commit spend, ${grants}`, 'hot', 32);
    const raw = rows.filter((row) => row.name === RAW.spend && row.load === 'hot').map((row) => row.perSecond);
    return commit && raw.length > 0 ? commit.perSecond / Math.max(...raw) : null;
  };
  const goals = ['grants of 20', 'one large grant'].flatMap((grants): Goal[] => [
    {
      says: `${grants}: tokens.spend against store.commit, the worst of 8 to 256`,
      figure: worst(`tokens.spend, ${grants}`, `store.commit spend, ${grants}`, [8, 32, 256]),
      least: 0.9,
    },
    { says: `${grants}: tokens.spend of a lone caller, p50 in lone commits`, figure: lone(grants), most: 1.6 },
    {
      says: `${grants}: tokens.run against tokens.spend, the worst of 1 to 256`,
      figure: worst(`tokens.run, ${grants}`, `tokens.spend, ${grants}`, [1, 8, 32, 256]),
      least: 0.45,
    },
    { says: `${grants}: store.commit on a hot customer at 32, against raw's best`, figure: hot(grants), least: 7 },
  ]);
  goals.push({
    says: 'tokens.balance against a raw select by key at 32',
    figure: worst('tokens.balance', RAW.select, [32]),
    least: 0.5,
  });
  const lines = goals
    .filter(({ figure }) => figure !== null)
    .map(({ says, figure, least, most }) => {
      const value = figure ?? 0;
      const isMet = (least === undefined || value >= least) && (most === undefined || value <= most);
      return `| ${says} | ${least === undefined ? `at most ${most}` : `at least ${least}`} | ${value.toFixed(2)} | ${isMet ? 'met' : '**not met**'} |`;
    });
  return lines.length === 0 ? '' : ['| goal | asked | measured | |', '|---|---:|---:|---|', ...lines].join('\n');
}
