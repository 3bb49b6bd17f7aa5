import type { Step, StepResult } from '@farebox/core/store';
import { add, ENGINE_FAULTS, type EngineFault, type FaultTally, listed, policiesOf, POLICIES } from './tally.js';

const DENIALS = ['denied no_tokens', 'denied not_enough_tokens', 'denied member_cap'] as const;
const GATED = ['denied not_in_plan', 'denied past_due'] as const;
/** Every call of the engine with what a long run must have met of it. */
const DEMANDED = {
  balance: ['done'],
  quote: ['allowed', ...DENIALS, ...GATED],
  spend: [
    'done',
    'replayed',
    ...DENIALS,
    ...GATED,
    'idempotency_conflict',
    'invalid_key',
    'invalid_usage',
    'invalid_metadata',
    'unknown_feature',
    'invalid_customer',
    'store_unavailable',
  ],
  hold: ['held', 'replayed', ...DENIALS, ...GATED, 'idempotency_conflict', 'invalid_amount', 'store_unavailable'],
  capture: ['done', 'hold_not_found', 'hold_expired', 'hold_resolved', 'store_unavailable'],
  release: ['done', 'hold_not_found', 'hold_resolved', 'store_unavailable'],
  extend: ['done', 'hold_not_found', 'hold_expired', 'hold_resolved'],
  run: [
    'done',
    ...DENIALS,
    'denied past_due',
    'in_progress',
    'already_settled',
    'work failed',
    'caller left',
    'invalid_input',
    'store_unavailable',
  ],
  grant: ['done', 'replayed', 'idempotency_conflict', 'invalid_amount', 'store_unavailable'],
  refund: ['done', 'replayed', 'charge_not_found', 'refund_exceeds', 'store_unavailable'],
  adjust: ['done', 'replayed', 'not_enough_tokens', 'invalid_metadata', 'store_unavailable'],
  expire: ['done', 'replayed', 'grant_not_found', 'store_unavailable'],
  archive: ['moved', 'nothing to move', 'invalid_request', 'store_unavailable'],
  clawback: ['done', 'replayed', 'grant_not_found', 'store_unavailable'],
  transfer: ['done', 'replayed', 'not_enough_tokens', 'idempotency_conflict', 'invalid_customer', 'store_unavailable'],
  setMemberCap: ['done', 'store_unavailable'],
  memberCaps: ['done'],
  history: ['done', 'invalid_cursor'],
  explain: ['done', 'never seen'],
  verify: ['ok'],
  has: ['on', 'off', 'unknown_feature'],
  snapshot: ['done'],
  erase: ['erased', 'never seen', 'still_subscribed', 'store_unavailable', 'stripe_unavailable'],
  link: ['done', 'not_supported', 'unknown_customer', 'stripe_unavailable', 'store_unavailable'],
  sync: ['none', 'active', 'past_due', 'canceled', 'stripe_unavailable', 'store_unavailable'],
  webhook: ['stored', 'duplicate', 'invalid_signature', 'store_unavailable'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type Operation = keyof typeof DEMANDED;
/** May happen, and need not: races too rare to count on, and outages. */
const ALLOWED: Readonly<Partial<Record<Operation, readonly string[]>>> = {
  spend: ['key was free'],
  hold: ['key was free'],
  grant: ['key was free'],
  adjust: ['key was free', 'idempotency_conflict'],
  transfer: ['pending', 'key was free'],
  expire: ['idempotency_conflict'],
  refund: ['idempotency_conflict'],
  capture: ['idempotency_conflict'],
  clawback: ['idempotency_conflict'],
  webhook: ['ignored', 'nothing to tell'],
  sync: ['trialing', 'unpaid'],
  run: ['idempotency_conflict'],
};
const OUTAGE = 'store_unavailable';
const OPERATIONS = Object.keys(DEMANDED) as readonly Operation[];
const ENGINE_POLICIES = [...POLICIES, 'capture kept for later', 'webhook settled'] as const;
export type EnginePolicy = (typeof ENGINE_POLICIES)[number];

/** What the engine's world has met. A zero fails a long run: something was never tried. */
export class EngineTally implements FaultTally {
  private readonly calls = new Map<string, number>();
  private readonly policies = new Map<string, number>();
  private readonly faults = new Map<string, number>();

  fault(fault: EngineFault): void {
    add(this.faults, fault);
  }
  policy(policy: EnginePolicy, count = 1): void {
    add(this.policies, policy, count);
  }
  call(operation: Operation, outcome: string): void {
    add(this.calls, `${operation} ${outcome}`);
  }
  step({ command }: Step, result: StepResult | undefined): void {
    if (result?.status !== 'ok') return;
    if (result.crossed !== undefined) this.policy('low balance told');
    for (const policy of policiesOf(command)) this.policy(policy);
  }
  merge(other: EngineTally): void {
    for (const [mine, theirs] of [
      [this.calls, other.calls],
      [this.policies, other.policies],
      [this.faults, other.faults],
    ] as const)
      for (const [name, count] of theirs) add(mine, name, count);
  }

  /** May a caller be told this? Anything else is a violation. */
  isExpected(operation: Operation, outcome: string): boolean {
    const known: readonly string[] = [...DEMANDED[operation], ...(ALLOWED[operation] ?? []), OUTAGE];
    return known.includes(outcome);
  }

  /** Names of what never happened. */
  zeros(): readonly string[] {
    return [
      ...OPERATIONS.flatMap((operation) => DEMANDED[operation].map((outcome) => `${operation} ${outcome}`)).filter(
        (name) => !this.calls.get(name),
      ),
      ...ENGINE_POLICIES.filter((policy) => !this.policies.get(policy)),
      ...ENGINE_FAULTS.filter((fault) => !this.faults.get(fault)),
    ];
  }
  table(): string {
    return [
      ...OPERATIONS.map((operation) => `${operation.padEnd(12)}  ${this.outcomesOf(operation)}`),
      '',
      `policies: ${listed(ENGINE_POLICIES, this.policies)}`,
      `faults: ${listed(ENGINE_FAULTS, this.faults)}`,
    ].join('\n');
  }
  private outcomesOf(operation: Operation): string {
    const met = [...this.calls.keys()]
      .filter((name) => name.startsWith(`${operation} `))
      .map((name) => name.slice(operation.length + 1));
    const names = [...new Set<string>([...DEMANDED[operation], ...met.toSorted()])];
    return names.map((name) => `${name} ${this.calls.get(`${operation} ${name}`) ?? 0}`).join(' · ');
  }
}
