import type { ParsedCatalog } from '../../catalog/parsed-catalog.js';
import type { Customer, CustomerName } from '../../customer.js';
import type { AccountId } from '../../domain/ledger-rows.js';
import type { Clock } from '../../runtime/clock.js';
import type { Logger } from '../../runtime/logger.js';
import type { Mode, Settings } from '../../runtime/settings.js';
import type { Telemetry } from '../../runtime/telemetry.js';
import type { Store } from '../../storage/contract.js';
import type { Emit } from './host-events.js';
import type { Policies } from '../../catalog/policies.js';

/** The store as services see it: joining a transaction is the composition root's business. */
export type EngineStore = Omit<Store, 'with'>;

/** What every service is given. Made once by `createFarebox`; nothing in it has done I/O yet. */
export interface EngineContext {
  readonly catalog: ParsedCatalog;
  readonly store: EngineStore;
  readonly clock: Clock;
  readonly mode: Mode;
  readonly settings: Settings;
  readonly policies: Policies;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** Tells the host, after the commit. Never throws. */
  readonly emit: Emit;
  readonly accounts: AccountDirectory;
}

/** From the host's customers to ledger accounts and back. One map; every other table starts with the account. */
export interface AccountDirectory {
  /**
   * The customer's account, made at first sight together with the default plan's schedule. Cached by the process: the
   * second call asks nobody. Two first calls at once make one account.
   */
  open(customer: Customer): Promise<AccountId>;
  /** Null = never seen. Writes nothing. */
  find(customer: Customer): Promise<AccountId | null>;
  /** Forgets whose account it is: the row of the identity map goes. Repeating it changes nothing. @throws NotSupportedError */
  erase(customer: Customer): Promise<void>;
  /** Whose account it is. Null = erased, or of the other mode. */
  ownerOf(account: AccountId): Promise<CustomerName | null>;
}
