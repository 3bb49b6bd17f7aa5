import { StoreUnavailableError } from '../../errors/ledger.js';

/**
 * Looks, decides and writes under a guard until the write holds. `attempt` answers `undefined` when somebody else was
 * faster: it is then called again and looks again. Whatever else it answers is the answer, `null` included.
 * @param what names the work in the error
 * @param rounds how often at most; one is lost only to somebody else's progress
 * @throws StoreUnavailableError when all rounds are lost: the caller answers 503, and the same call may be sent again
 */
export async function untilWritten<T>(
  what: string,
  rounds: number,
  attempt: (round: number) => Promise<T | undefined>,
): Promise<T> {
  for (let round = 1; round <= rounds; round += 1) {
    const answer = await attempt(round);
    if (answer !== undefined) return answer;
  }
  throw new StoreUnavailableError(what, new Error(`Somebody else was faster ${rounds} times.`));
}
