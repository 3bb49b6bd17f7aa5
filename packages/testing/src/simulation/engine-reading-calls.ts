import type { Customer, Denial, Quote } from '@farebox/core';
import type { Call } from './engine-book.js';
import { deniedBy, featureOf, memberOf, type Setting, usageOf } from './engine-setting.js';
import type { Operation } from './engine-tally.js';

const ACME = { organization: 'acme' } as const;

/** Old entries move; nothing that anybody is told may change by it. */
export function archiveCall({ random, now }: Setting, customer: Customer): Call {
  const before = new Date(now() - (random.chance(0.1) ? 1 : random.between(1, 40) * 86_400_000));
  const options = random.chance(0.5) ? { before, customer } : { before };
  return {
    operation: 'archive',
    customer,
    key: null,
    perform: async ({ engine }) => {
      const { entries } = await engine.tokens.archive(options);
      return { outcome: entries > 0 ? 'moved' : 'nothing to move' };
    },
  };
}

/** What changes nothing, and what says how things should be. */
export function readingCall(kind: Operation, { random, book, now }: Setting, anybody: Customer): Call {
  const customer = kind === 'explain' && random.chance(0.1) ? 'nobody' : anybody;
  const feature = featureOf(random);
  const member = memberOf(random, customer);
  const usage = usageOf(random, feature);
  const cap = random.pick([null, { limit: 6, every: 'day' }, { limit: 25, every: 'month' }] as const);
  const limit = random.between(1, 7);
  const isWrong = random.chance(0.1);
  const capped = random.pick(['ann', 'bob']);
  const verified = random.chance(0.5) ? { customer } : {};
  const reference = random.pick([undefined, undefined, `order of ${book.knownOf(customer).charges.at(-1)}`]);
  return {
    operation: kind,
    customer: kind === 'setMemberCap' || kind === 'memberCaps' ? ACME : customer,
    key: null,
    perform: async ({ engine }) => {
      switch (kind) {
        case 'balance':
          return { outcome: 'done', balances: [await engine.tokens.balance(customer)] };
        case 'quote': {
          const answer: Quote | Denial = await engine.tokens.quote(customer, feature, usage, { member });
          return answer.allowed ? { outcome: 'allowed' } : deniedBy(answer);
        }
        case 'setMemberCap':
          await engine.tokens.setMemberCap(ACME, capped, cap);
          return { outcome: 'done' };
        case 'memberCaps':
          await engine.tokens.memberCaps(ACME);
          return { outcome: 'done' };
        case 'explain': {
          const found = await engine.tokens.explain(customer);
          return found === null ? { outcome: 'never seen' } : { outcome: 'done', balances: [found.balance] };
        }
        case 'verify': {
          const { ok, smallest } = await engine.tokens.verify(verified);
          return { outcome: ok ? 'ok' : `faulty: ${JSON.stringify(smallest?.violations)}` };
        }
        case 'has':
          return {
            outcome: (await engine.features.has(customer, (isWrong ? 'report' : 'support') as 'support'))
              ? 'on'
              : 'off',
          };
        case 'snapshot':
          await engine.snapshot(customer, { canManageBilling: true, canSpend: true, billingContact: null });
          return { outcome: 'done' };
        default: {
          const seen = new Set<string>();
          let cursor: string | undefined = isWrong ? 'of-another-list' : undefined;
          do {
            const page = await engine.tokens.history(customer, { limit, cursor, reference, to: new Date(now()) });
            for (const { id } of page.entries) {
              if (seen.has(id)) return { outcome: `line ${id} is there twice` };
              seen.add(id);
            }
            cursor = page.cursor ?? undefined;
          } while (cursor !== undefined && seen.size < 40);
          return { outcome: 'done' };
        }
      }
    },
  };
}
