/** What the engine writes to. pino, winston and `console` fit as they are. */
export interface Logger {
  debug(message: string, facts?: LogFacts): void;
  info(message: string, facts?: LogFacts): void;
  warn(message: string, facts?: LogFacts): void;
  error(message: string, facts?: LogFacts): void;
}
type LogFacts = Readonly<Record<string, unknown>>;

/** Longer texts are cut before anything looks at them: what a user typed must not keep a pattern busy for seconds. */
const LONGEST = 2000;
const SECRET = /(?:sk|rk|whsec|pk)_[A-Za-z0-9_+/=]{4,}/g;
const CLIENT_SECRET = /_secret_[A-Za-z0-9_]{4,}/g;
const BEARER = /\b(bearer|basic) [A-Za-z0-9._~+/=-]{4,}/gi;
/** `postgres://app:…@db/app`: the user may stay, the password not. */
const PASSWORD = /(:\/\/[^\s:/@]{0,64}:)[^\s/@]{1,256}@/g;
const EMAIL = /[^\s@"'<>()]{1,64}@[^\s@"'<>()]{1,255}\.[a-z]{2,}/gi;
const HIDDEN = /secret|password|authorization|cookie|signature|token$|email|body|metadata/i;

/** Redacts before anything reaches the host's logger: no secret, no e-mail address, no body, no metadata. */
export function redactingLogger(logger: Logger): Logger {
  const at =
    (level: keyof Logger) =>
    (message: string, facts?: LogFacts): void =>
      facts === undefined ? logger[level](redact(message)) : logger[level](redact(message), redactFacts(facts));
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
const redact = (text: string): string =>
  (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)
    .replace(SECRET, (found) => `${found.slice(0, found.indexOf('_') + 1)}…`)
    .replace(CLIENT_SECRET, '_secret_…')
    .replace(BEARER, '$1 …')
    .replace(PASSWORD, '$1…@')
    .replace(EMAIL, '…@…');

function redactFacts(facts: LogFacts): LogFacts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [redact(name), HIDDEN.test(name) ? '…' : plain(value, 0)]),
  );
}
function plain(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value;
  if (value instanceof Error) {
    const code = 'code' in value ? { code: value.code } : {};
    return {
      name: value.name,
      message: redact(value.message),
      ...code,
      ...(value.cause === undefined || depth > 3 ? {} : { cause: plain(value.cause, depth + 1) }),
    };
  }
  if (depth > 3) return '…';
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [redact(name), HIDDEN.test(name) ? '…' : plain(inner, depth + 1)]),
  );
}

/** The default: warnings and errors to the console, nothing else. */
export const consoleLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (message, facts) => console.warn(`[farebox] ${message}`, ...(facts ? [facts] : [])),
  error: (message, facts) => console.error(`[farebox] ${message}`, ...(facts ? [facts] : [])),
};
/** For tests and for hosts that want silence. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
