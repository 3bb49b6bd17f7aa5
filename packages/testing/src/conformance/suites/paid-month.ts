import { DAY, START, type Wallet } from '../wallet.js';

export const FEBRUARY = Date.UTC(2026, 1, 28, 10);
export const SUB = 'sub_1:main';
/** A paid month with nine days of grace. */
export const paidMonth = (from: number, until: number, more: object = {}) => ({
  slot: SUB,
  plan: 'starter',
  amount: 50,
  anchor: START,
  from,
  until,
  keepUntil: until + 9 * DAY,
  ...more,
});
export const refills = async (wallet: Wallet): Promise<number> =>
  (await wallet.entries()).filter((entry) => entry.kind === 'refill').length;
