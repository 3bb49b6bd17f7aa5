import type { Step, StepResult, Store, UnitResult } from '@farebox/core/store';
import { acquaint, createRandom, type Random, randomStep, type RaceSetting, type Tally } from '@farebox/testing';

export type Deed = 'nothing' | 'spendForEver' | 'randomSteps';

/** A step that its caller is about to send: what a host's job queue would keep until it has the answer. */
export interface Intent {
  readonly id: string;
  readonly account: number;
  readonly step: Step;
}
/** What a caller was answered. */
export interface Witness extends Intent {
  readonly result: StepResult;
}
/** What a process tells while it works. */
export type Note = { readonly intended: Intent } | { readonly witnessed: readonly Witness[] };

export interface DeedOptions {
  /** So many steps; default: until told to stop. */
  readonly operations?: number | undefined;
  /** So many callers at a time. Default 8. */
  readonly callers?: number | undefined;
  /**
   * The process or its server will be killed: each step is told before it is sent, and a step without an answer is sent again,
   * by this process or by the one after it. Leaves out `extend`, which bears no key of its own: sent twice it extends twice.
   */
  readonly journal?: boolean | undefined;
  /** What an earlier process was about to do when it died. */
  readonly unanswered?: readonly Intent[] | undefined;
}

const ACCOUNTS = 8;
/** Witnesses per message, where nobody waits for them. */
const CHUNK = 200;

let isStopping = false;
process.on('message', (message: { readonly stop?: true }) => {
  isStopping ||= message.stop === true;
});

/** What a worker does outside of the kit's races. */
export const deeds: Readonly<
  Record<Deed, (stores: readonly [Store, ...Store[]], setting: RaceSetting, options: DeedOptions) => Promise<Tally>>
> = {
  /** Answers once the process is up. */
  nothing: () => Promise.resolve({}),
  /** Spends 1 again and again until it is killed, and tells after each which key was acknowledged. */
  async spendForEver([store], { base, worker, seed }) {
    const random = createRandom(seed + worker);
    for (let number = 0; ; number++) {
      const account = base + random.between(0, 3);
      const key = `w${worker}:${seed}:${number}`;
      const result = await store.commit({ account, steps: [{ key, command: { do: 'spend', amount: 1 } }] });
      if (result.status === 'ok') process.send?.({ acknowledged: [account, key] });
    }
  },

  /** Full-ledger steps on eight accounts by many callers at the same time. Every answer is told, for the model to judge. */
  async randomSteps(stores, { base, worker, seed }, options) {
    const { operations = Number.POSITIVE_INFINITY, callers = 8, journal = false, unanswered = [] } = options;
    const random = createRandom(seed * 1000 + worker);
    // Keys of their own: no two processes mean the same step.
    const known = Array.from({ length: ACCOUNTS }, (_, index) => ({
      ...acquaint(base + index),
      serial: worker * 10_000_000,
    }));
    let asked = 0;
    let sentAgain = 0;
    const failures: string[] = [];
    let heard: Witness[] = [];
    const tell = async (witness: Witness): Promise<void> => {
      heard.push(witness);
      if (journal || heard.length >= CHUNK) await note({ witnessed: heard.splice(0) });
    };
    async function send(store: Store, intent: Intent): Promise<void> {
      for (;;) {
        try {
          const result = await store.commit({ account: intent.account, steps: [intent.step] });
          await tell({ ...intent, result: answerOf(result) });
          return;
        } catch (error) {
          // Where nothing is killed nothing may fail: it is told, and the run is red.
          if (!journal) return void failures.push(`${JSON.stringify(intent)}: ${String(error)}`);
          // Else the same key goes again: that is the contract.
          if (isStopping) throw error;
          sentAgain++;
        }
      }
    }
    const left = [...unanswered];
    await Promise.all(
      Array.from({ length: callers }, async (_, caller) => {
        const store = stores[caller % stores.length] as Store;
        for (let old = left.pop(); old; old = left.pop()) await send(store, old);
        while (asked < operations && !isStopping) {
          const { account, step } = nextStep(random, known, journal);
          const intent = { id: `${worker}:${++asked}`, account, step };
          if (journal) await note({ intended: intent });
          await send(store, intent);
          // A caller whose answer was lost asks again; so do careless ones.
          if (random.chance(0.05) && step.command.do !== 'extend')
            await send(store, { ...intent, id: `${intent.id}:again` });
        }
      }),
    );
    if (heard.length > 0) await note({ witnessed: heard });
    heard = [];
    return { operations: asked, sentAgain, failures };
  },
};

function nextStep(
  random: Random,
  known: readonly ReturnType<typeof acquaint>[],
  journal: boolean,
): { readonly account: number; readonly step: Step } {
  for (;;) {
    const one = random.pick(known);
    const step = randomStep(random, one, Date.now());
    if (!journal || step.command.do !== 'extend') return { account: one.account, step };
  }
}

/** A unit of one step: its own answer. */
function answerOf(result: UnitResult): StepResult {
  const answer = result.status === 'ok' ? result.steps[0] : result.why;
  if (!answer || answer === 'guardLost') throw new Error('A unit of one step was answered without one.');
  return answer;
}

/** Resolves once the parent's end of the pipe has it: what is in there outlives this process. */
function note(message: Note): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, undefined, undefined, (error) => (error ? reject(error) : resolve()));
  });
}
