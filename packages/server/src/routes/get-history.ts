import { endpoints, toHistoryWire } from '@farebox/core/contract';
import { defineRoute } from '../handler/define-route.js';

const dateOf = (instant: string | undefined): Date | undefined =>
  instant === undefined ? undefined : new Date(instant);

export const getHistory = defineRoute(endpoints.history, async ({ farebox, owner, query }) =>
  toHistoryWire(
    await farebox.tokens.history(owner.customer, { ...query, from: dateOf(query.from), to: dateOf(query.to) }),
  ),
);
