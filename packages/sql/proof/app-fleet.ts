import type { Tally } from '@farebox/testing';
import type { Intent, Note, Witness } from '../test/deeds.js';
import { type AppProcess, startProcess } from '../test/processes.js';
import type { WorkerOptions } from '../test/worker.js';

export interface FleetOptions {
  readonly where: string;
  readonly worker: WorkerOptions;
  /** The first of the eight accounts that all of them use. */
  readonly base: number;
  readonly seed: number;
  /** At the same time, in each process. */
  readonly callers: number;
}

interface Member {
  readonly app: AppProcess;
  readonly done: Promise<Tally>;
  /** What it said it would do and has not told the end of. */
  readonly open: Map<string, Intent>;
  isKilled: boolean;
}

/** App processes that work until they are told to stop, and the job queue that outlives them. */
export class AppFleet {
  /** Every answer that anybody was given. */
  readonly witnesses: Witness[] = [];
  readonly #members: Member[] = [];
  #born = 0;
  #failure: unknown = null;
  #changed: () => void = () => undefined;

  constructor(private readonly options: FleetOptions) {}

  /** Steps that somebody has been told of and nobody has answered yet. */
  get inFlight(): number {
    return this.#members.reduce((sum, { open }) => sum + open.size, 0);
  }

  async start(count: number): Promise<void> {
    for (let index = 0; index < count; index++) this.#add([]);
    await this.answers(count);
  }

  #add(unanswered: readonly Intent[]): void {
    const { where, worker, base, seed, callers } = this.options;
    const app = startProcess(where, worker);
    const open = new Map(unanswered.map((intent) => [intent.id, intent]));
    app.listen((note: Note) => {
      if ('intended' in note) open.set(note.intended.id, note.intended);
      else {
        for (const witness of note.witnessed) open.delete(witness.id);
        this.witnesses.push(...note.witnessed);
        this.#changed();
      }
    });
    const done = app.order({
      deed: 'randomSteps',
      setting: { base, worker: this.#born++, workers: 1, seed },
      options: { callers, journal: true, unanswered },
    });
    const member: Member = { app, done, open, isKilled: false };
    done.catch((error: unknown) => {
      // Who was not killed must not have died: an outage of the database is no reason to.
      if (member.isKilled) return;
      this.#failure ??= error;
      this.#changed();
    });
    this.#members.push(member);
  }

  /** Resolves after so many more answers. Throws when a process ended by itself. */
  async answers(count: number): Promise<void> {
    const enough = this.witnesses.length + count;
    while (this.witnesses.length < enough) {
      if (this.#failure !== null) throw this.#failure;
      await new Promise<void>((resolve) => (this.#changed = resolve));
    }
  }

  /** kill -9 of the oldest process; a new one takes over what it had not finished. */
  async killOne(): Promise<void> {
    const victim = this.#members.shift();
    if (!victim) throw new Error('There is no process to kill.');
    victim.isKilled = true;
    await victim.app.kill();
    this.#add([...victim.open.values()]);
  }

  /** Lets everybody finish what they are at; afterwards every step has an answer. */
  async finish(): Promise<{ readonly sentAgain: number }> {
    for (const { app } of this.#members) app.finish();
    const tallies = await Promise.all(this.#members.map(({ done }) => done));
    if (this.inFlight > 0) throw new Error(`${this.inFlight} steps were never answered.`);
    return { sentAgain: tallies.reduce((sum, tally) => sum + Number(tally['sentAgain'] ?? 0), 0) };
  }

  async end(): Promise<void> {
    for (const member of this.#members) member.isKilled = true;
    await Promise.all(this.#members.map(({ app }) => app.kill()));
  }
}
