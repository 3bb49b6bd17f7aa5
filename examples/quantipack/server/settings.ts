/**
 * The host's own settings. What Farebox reads from the environment (STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET,
 * STRIPE_API_BASE, APP_URL) it reads and checks itself.
 */
export interface HostSettings {
  readonly port: number;
  /** One SQLite file holds the host's tables and Farebox's. */
  readonly databaseFile: string;
  /** Signs the session cookie; null = one is made and kept in the database. */
  readonly sessionSecret: string | null;
  /** Where the Stripe simulator listens, without a slash at its end; null = Stripe itself. */
  readonly simulatorUrl: string | null;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_PORT = 3000;

/** @throws Error with one sentence per wrong setting, all at once. */
export function readHostSettings(environment: Environment): HostSettings {
  const problems: string[] = [];
  const port = Number(environment['PORT'] || DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    problems.push(
      `PORT is "${environment['PORT']}": put a number from 0 to 65535 there, or leave it out for ${DEFAULT_PORT}.`,
    );
  }
  const sessionSecret = environment['SESSION_SECRET'] || null;
  if (sessionSecret !== null && sessionSecret.length < 32) {
    problems.push('SESSION_SECRET is shorter than 32 characters: put a longer random text there, or leave it out.');
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return {
    port,
    databaseFile: environment['DATABASE_FILE'] || 'quantipack.sqlite',
    sessionSecret,
    simulatorUrl: environment['STRIPE_API_BASE']?.replace(/\/+$/, '') || null,
  };
}
