import { InvalidSettingsError } from '@farebox/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openFarebox } from './farebox/farebox.js';
import { openHostDatabase } from './host/database.js';
import { readHostSettings } from './settings.js';

afterEach(() => vi.unstubAllEnvs());

describe('readHostSettings', () => {
  it('has defaults for everything', () => {
    expect(readHostSettings({})).toEqual({
      port: 3000,
      databaseFile: 'quantipack.sqlite',
      sessionSecret: null,
      simulatorUrl: null,
    });
  });

  it('says all that is wrong at once', () => {
    expect(() => readHostSettings({ PORT: 'three', SESSION_SECRET: 'short' })).toThrow(
      /PORT is "three".*\n.*SESSION_SECRET/,
    );
  });
});

describe('openFarebox', () => {
  function problemsOf(environment: Record<string, string>): string {
    for (const name of ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'STRIPE_API_BASE', 'APP_URL']) {
      vi.stubEnv(name, environment[name]);
    }
    try {
      openFarebox(openHostDatabase(':memory:'), undefined);
    } catch (error) {
      if (InvalidSettingsError.isInstance(error)) return error.message;
      throw error;
    }
    return '';
  }

  it('reports mixed-up keys, secrets and addresses together at start-up', () => {
    const problems = problemsOf({
      STRIPE_SECRET_KEY: 'pk_test_0123456789',
      STRIPE_WEBHOOK_SECRET: 'sk_test_0123456789',
      STRIPE_API_BASE: '127.0.0.1:12111',
      APP_URL: 'app.example.com',
    });
    expect(problems).toMatch(/STRIPE_SECRET_KEY holds a publishable key/);
    expect(problems).toMatch(/STRIPE_WEBHOOK_SECRET holds an API key/);
    expect(problems).toMatch(/STRIPE_API_BASE has no scheme/);
    expect(problems).toMatch(/APP_URL has no scheme/);
  });

  it('refuses a live key beside a simulator', () => {
    const problems = problemsOf({ STRIPE_SECRET_KEY: 'sk_live_0123456789', STRIPE_API_BASE: 'http://127.0.0.1:12111' });
    expect(problems).toMatch(/live key, but STRIPE_API_BASE points at a simulator/);
  });

  it('opens without any secret, so that a build needs none', () => {
    expect(problemsOf({})).toBe('');
  });
});
