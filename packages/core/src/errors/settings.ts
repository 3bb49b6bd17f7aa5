/** What keeps an app from starting, or a call from being served as the app is set up. */
import { errorOf } from './farebox-error.js';

/** What is wrong with the catalogue, every finding in one error. */
export class InvalidCatalogError extends errorOf('invalid_catalog', (problems: readonly string[], cause?: unknown) => ({
  message: `The catalogue cannot be used:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
  details: { problems },
  cause,
})) {}

/** All malformed or mixed-up settings at once, each in a sentence that says what to put there. */
export class InvalidSettingsError extends errorOf(
  'invalid_settings',
  (problems: readonly string[], cause?: unknown) => ({
    message: `Farebox cannot start with these settings:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
    details: { problems },
    cause,
  }),
) {}

/** A setting is absent. Thrown at first use, so that a build without secrets works and nothing fails open. */
export class NotConfiguredError extends errorOf(
  'not_configured',
  (setting: string, purpose: string, cause?: unknown) => ({
    message: `${setting} is not set, and ${purpose} needs it. Put it into the environment, or pass it to createFarebox.`,
    details: { setting },
    cause,
  }),
) {}

/** What this release or this store does not do. */
export class NotSupportedError extends errorOf('not_supported', (message: string, cause?: unknown) => ({
  message: message,
  details: {},
  cause,
})) {}

/** Live mode takes the time from the database and from nowhere else. */
export class NowRefusedError extends errorOf('now_refused', (option: string, cause?: unknown) => ({
  message: `\`${option}\` was passed in live mode. With it, whoever calls could make a grant early or keep one for ever, so it works with test keys only: leave it out.`,
  details: { option },
  cause,
})) {}
