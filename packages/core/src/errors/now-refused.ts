import { FareboxError } from './farebox-error.js';

/** Live mode takes the time from the database and from nowhere else. */
export class NowRefused extends FareboxError {
  override name = 'NowRefused';
  constructor(option: string, cause?: unknown) {
    super('now_refused_in_live_mode', {
      message: `\`${option}\` was passed in live mode. With it, whoever calls could make a grant early or keep one for ever, so it works with test keys only: leave it out.`,
      details: { option },
      cause,
    });
  }
  static override isInstance(error: unknown): error is NowRefused {
    return FareboxError.has(error, 'now_refused_in_live_mode');
  }
}
