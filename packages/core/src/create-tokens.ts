import { archive } from './services/history/archive.js';
import { explain } from './services/history/explain.js';
import { history } from './services/history/history.js';
import { historyCsv } from './services/history/history-csv.js';
import { verify } from './services/history/verify.js';
import { run } from './services/runs/run.js';
import { adjust } from './services/tokens/adjust.js';
import { balance } from './services/tokens/balance.js';
import { capture } from './services/tokens/capture.js';
import { clawback } from './services/tokens/clawback.js';
import { expire } from './services/tokens/expire.js';
import { extend } from './services/tokens/extend.js';
import { hasFeature } from './services/tokens/features.js';
import { grant } from './services/tokens/grant.js';
import { hold } from './services/tokens/hold.js';
import { memberCaps, setMemberCap } from './services/tokens/member-caps.js';
import { quote } from './services/tokens/quote.js';
import { refund } from './services/tokens/refund.js';
import { release } from './services/tokens/release.js';
import { spend } from './services/tokens/spend.js';
import type { TokensContext } from './services/tokens/tokens-context.js';
import { transfer } from './services/tokens/transfer.js';

/** Every call about tokens, one service each. The services take ids as strings and check them; `Farebox` has the types. */
export function createTokens(context: TokensContext) {
  const bound =
    <A extends readonly unknown[], R>(service: (context: TokensContext, ...rest: A) => R) =>
    (...rest: A): R =>
      service(context, ...rest);
  return {
    tokens: Object.freeze({
      balance: bound(balance),
      quote: bound(quote),
      spend: bound(spend),
      run: bound(run),
      hold: bound(hold),
      capture: bound(capture),
      release: bound(release),
      extend: bound(extend),
      grant: bound(grant),
      refund: bound(refund),
      adjust: bound(adjust),
      expire: bound(expire),
      clawback: bound(clawback),
      transfer: bound(transfer),
      setMemberCap: bound(setMemberCap),
      memberCaps: bound(memberCaps),
      history: bound(history),
      historyCsv: bound(historyCsv),
      explain: bound(explain),
      verify: bound(verify),
      archive: bound(archive),
    }),
    features: Object.freeze({ has: bound(hasFeature) }),
  };
}
