import { isLedgersOwnKey } from './business-keys.js';
import { InvalidStepError } from './invalid-step.js';
import { UNLIMITED_TOKENS } from './ledger-rows.js';
import type { Command, Step } from './step.js';

const MAX_KEY = 255;
const MAX_REFERENCE = 255;
const MAX_METADATA_BYTES = 4096;
const MAX_TTL_SECONDS = 366 * 86_400;

function refuse(field: string, message: string): never {
  throw new InvalidStepError(field, message);
}
function assertText(field: string, value: unknown, max: number): void {
  if (typeof value !== 'string' || value.length === 0 || value.length > max)
    refuse(field, `${field} must be a text of 1 to ${max} characters.`);
}
function assertAmount(field: string, value: unknown, least: number): void {
  if (
    typeof value !== 'number' ||
    !Number.isSafeInteger(value) ||
    value < least ||
    value >= UNLIMITED_TOKENS ||
    Object.is(value, -0)
  ) {
    refuse(
      field,
      `${field} must be a whole number of tokens from ${least} to ${UNLIMITED_TOKENS - 1}; it is ${String(value)}.`,
    );
  }
}
function assertInstant(field: string, value: unknown): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || Math.abs(value) > 8.64e15)
    refuse(field, `${field} must be milliseconds since 1970.`);
}
function assertTtl(value: unknown): void {
  if (typeof value !== 'number' || !(value > 0) || value > MAX_TTL_SECONDS)
    refuse('ttlSeconds', `ttlSeconds must be more than 0 and at most ${MAX_TTL_SECONDS}.`);
}

/** Throws `InvalidStepError` for what no state of the account could make right. */
export function assertStep(step: Step): void {
  const { command } = step;
  if (!('hold' in command)) {
    assertText('key', step.key, MAX_KEY);
    if (isLedgersOwnKey(step.key))
      refuse('key', `The key ${step.key} begins like one that the ledger writes by itself.`);
  }
  if (step.reference !== undefined) assertText('reference', step.reference, MAX_REFERENCE);
  if (
    step.metadata !== undefined &&
    new TextEncoder().encode(JSON.stringify(step.metadata)).length > MAX_METADATA_BYTES
  ) {
    refuse('metadata', `metadata must be at most ${MAX_METADATA_BYTES} bytes of JSON.`);
  }
  assertCommand(command, step);
}

function assertCommand(command: Command, step: Step): void {
  switch (command.do) {
    case 'schedule': {
      assertText('slot', command.slot, MAX_KEY);
      if (command.amount !== null) assertAmount('amount', command.amount, 0);
      for (const every of [command.every, command.rollover?.every])
        if (every != null && !(Number.isSafeInteger(every.count) && every.count > 0))
          refuse('every', 'every.count must be a whole number above 0.');
      for (const field of ['anchor', 'from', 'until', 'keepUntil'] as const) assertInstant(field, command[field]);
      if (command.from != null && command.until != null && command.until < command.from)
        refuse('until', 'until must not be before from.');
      if (command.rollover !== undefined) assertAmount('rollover.cap', command.rollover.cap, 0);
      return;
    }
    case 'endSchedule':
      assertInstant('at', command.at);
      return;
    case 'grant':
      assertAmount('amount', command.amount, 1);
      assertInstant('startsAt', command.startsAt);
      assertInstant('expiresAt', command.expiresAt);
      if (
        command.priority !== undefined &&
        !(Number.isSafeInteger(command.priority) && command.priority >= 0 && command.priority <= 100)
      )
        refuse('priority', 'priority must be a whole number from 0 to 100.');
      if (command.startsAt !== undefined && command.expiresAt !== undefined && command.expiresAt <= command.startsAt)
        refuse('expiresAt', 'expiresAt must be after startsAt.');
      return;
    case 'spend':
    case 'refund':
    case 'transferOut':
      assertAmount('amount', command.amount, 1);
      return;
    case 'transferIn':
      assertAmount('amount', command.amount, 1);
      assertInstant('expiresAt', command.expiresAt);
      return;
    case 'hold':
      assertAmount('amount', command.amount, 1);
      assertTtl(command.ttlSeconds);
      return;
    case 'extend':
      assertText('hold', command.hold, MAX_KEY);
      assertTtl(command.ttlSeconds);
      return;
    case 'capture':
      assertText('hold', command.hold, MAX_KEY);
      if (command.amount !== undefined) assertAmount('amount', command.amount, 0);
      return;
    case 'release':
      assertText('hold', command.hold, MAX_KEY);
      return;
    case 'clawback':
      assertText('reference', command.reference, MAX_KEY);
      assertAmount('total', command.total, 0);
      return;
    case 'adjust':
      assertAmount('amount', Math.abs(command.amount), 1);
      assertText('reason', command.reason, MAX_KEY);
      assertText('actor', step.actor, MAX_KEY);
      assertInstant('expiresAt', command.expiresAt);
      return;
    case 'expire':
      assertText('grant', command.grant, MAX_KEY + 12);
      assertText('reason', command.reason, MAX_KEY);
      assertText('actor', step.actor, MAX_KEY);
      return;
    case 'configure':
      for (const level of command.lowBalance ?? []) assertAmount('lowBalance', level, 0);
      if (command.memberCap?.limit != null) assertAmount('memberCap.limit', command.memberCap.limit, 0);
  }
}
