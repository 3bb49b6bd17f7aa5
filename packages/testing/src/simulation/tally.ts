import type { Command, Step, StepResult } from '@farebox/core/store';

const OPERATIONS: readonly Command['do'][] = [
  'spend',
  'hold',
  'extend',
  'capture',
  'release',
  'grant',
  'schedule',
  'endSchedule',
  'refund',
  'clawback',
  'adjust',
  'transferOut',
  'transferIn',
  'configure',
];
const RESULTS: readonly StepResult['status'][] = [
  'ok',
  'replay',
  'conflict',
  'insufficient',
  'memberCap',
  'exceeds',
  'holdExpired',
  'alreadyResolved',
  'notFound',
];
export const POLICIES = [
  'refill reset',
  'refill add',
  'refill topUpTo',
  'refill unlimited',
  'rollover',
  'change keep',
  'change prorated-delta',
  'change reset',
  'change cap',
  'overage cap',
  'overage debt',
  'overage deny',
  'shortfall debt',
  'shortfall forgive',
  'spend into debt',
  'goodwill',
  'low balance told',
] as const;
const FAULTS = [
  'lost request',
  'lost reply',
  'process crash',
  'duplicate',
  'retry',
  'clock jump',
  'clock back',
] as const;
export type Policy = (typeof POLICIES)[number];
type Fault = (typeof FAULTS)[number];
/** What the engine's world does beside the faults of both. */
export const ENGINE_FAULTS = [
  ...FAULTS,
  'request twice',
  'effect after the timeout',
  'machine clock off',
  'Stripe trouble',
  'event twice',
  'event lost',
] as const;
export type EngineFault = (typeof ENGINE_FAULTS)[number];
/** Whoever counts faults. */
export interface FaultTally {
  fault(fault: EngineFault): void;
}

/** What a simulation has met: a zero anywhere means that something was never tried, and fails the run. */
export class SimulationTally implements FaultTally {
  private readonly results = new Map<string, number>();
  private readonly policies = new Map<string, number>();
  private readonly faults = new Map<string, number>();

  fault(fault: EngineFault): void {
    add(this.faults, fault);
  }
  step({ command }: Step, result: StepResult): void {
    add(this.results, `${command.do} ${result.status}`);
    if (result.status !== 'ok') return;
    if (result.crossed !== undefined) add(this.policies, 'low balance told');
    for (const policy of policiesOf(command)) add(this.policies, policy);
  }
  merge(other: SimulationTally): void {
    for (const [mine, theirs] of [
      [this.results, other.results],
      [this.policies, other.policies],
      [this.faults, other.faults],
    ] as const) {
      for (const [name, count] of theirs) add(mine, name, count);
    }
  }

  /** Names of what never happened. */
  zeros(): readonly string[] {
    const operations = OPERATIONS.filter((operation) => this.count(operation, 'ok') === 0).map(
      (operation) => `${operation} ok`,
    );
    const results = RESULTS.filter((status) => OPERATIONS.every((operation) => this.count(operation, status) === 0));
    return [
      ...operations,
      ...results,
      ...POLICIES.filter((policy) => !this.policies.get(policy)),
      ...FAULTS.filter((fault: Fault) => !this.faults.get(fault)),
    ];
  }
  table(): string {
    const columns = RESULTS.map((status) => Math.max(status.length, 8));
    const cells = (values: readonly (string | number)[]): string =>
      values.map((value, index) => String(value).padStart(columns[index] ?? 8)).join('  ');
    const rows = OPERATIONS.map(
      (operation) => `${operation.padEnd(12)}  ${cells(RESULTS.map((status) => this.count(operation, status)))}`,
    );
    return [
      `${''.padEnd(12)}  ${cells(RESULTS)}`,
      ...rows,
      '',
      `policies: ${listed(POLICIES, this.policies)}`,
      `faults: ${listed(FAULTS, this.faults)}`,
    ].join('\n');
  }
  private count(operation: string, status: string): number {
    return this.results.get(`${operation} ${status}`) ?? 0;
  }
}

export function add(counts: Map<string, number>, name: string, count = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + count);
}
export const listed = (names: readonly string[], counts: ReadonlyMap<string, number>): string =>
  names.map((name) => `${name} ${counts.get(name) ?? 0}`).join(' · ');

export function policiesOf(command: Command): readonly Policy[] {
  if (command.do === 'schedule') {
    const refill: Policy = command.amount === null ? 'refill unlimited' : `refill ${command.policy ?? 'reset'}`;
    return [refill, `change ${command.change ?? 'keep'}`, ...(command.rollover ? (['rollover'] as const) : [])];
  }
  if (command.do === 'capture') return [`overage ${command.overage ?? 'cap'}`];
  if (command.do === 'clawback') return [`shortfall ${command.shortfall ?? 'debt'}`];
  if (command.do === 'spend' && command.overage === 'debt') return ['spend into debt'];
  if (command.do === 'refund' && command.goodwillUntil !== undefined) return ['goodwill'];
  return [];
}
