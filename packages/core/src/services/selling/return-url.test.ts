import { describe, expect, it } from 'vitest';
import { InvalidReturnPathError } from '../../errors/calls.js';
import { toReturnUrl } from './return-url.js';

const APP = 'https://app.example.com';

describe('toReturnUrl', () => {
  it('comes back to the configured app with the session in the query, beside what the path had', () => {
    expect(toReturnUrl(APP, '/settings', 'checkout')).toBe(
      `${APP}/settings?farebox_return=checkout&session_id={CHECKOUT_SESSION_ID}`,
    );
    expect(toReturnUrl(APP, '/settings?tab=plan#top', 'checkout')).toBe(
      `${APP}/settings?tab=plan&farebox_return=checkout&session_id={CHECKOUT_SESSION_ID}#top`,
    );
    expect(toReturnUrl(`${APP}/base/`, '/', 'portal')).toBe(`${APP}/base/?farebox_return=portal`);
    expect(toReturnUrl(APP, '/a?x=1', 'cancelled')).toBe(`${APP}/a?x=1`);
  });

  it.each(['https://example.com/app', 'https://example.com/app/'])(
    'comes back to an app that lives below a path, whether the path was named or not: %s',
    (app) => {
      for (const path of ['/app/settings?tab=plan#top', '/settings?tab=plan#top'])
        expect(toReturnUrl(app, path, 'cancelled')).toBe('https://example.com/app/settings?tab=plan#top');
      expect(toReturnUrl(app, '/app', 'cancelled')).toBe('https://example.com/app');
      expect(toReturnUrl(app, '/app?x=1', 'cancelled')).toBe('https://example.com/app?x=1');
      expect(toReturnUrl(app, '/apple', 'cancelled')).toBe('https://example.com/app/apple');
    },
  );

  it('replaces what an earlier return left in the query', () => {
    const path = '/settings?farebox_return=checkout&session_id=cs_old&tab=plan';
    expect(toReturnUrl(APP, path, 'portal')).toBe(`${APP}/settings?tab=plan&farebox_return=portal`);
    expect(toReturnUrl(APP, path, 'cancelled')).toBe(`${APP}/settings?tab=plan`);
  });

  it('X14 lets nothing through that could leave the app', () => {
    const hosts = [
      'evil.example',
      'evil.example:443',
      'user@evil.example',
      'app.example.com@evil.example',
      'app.example.com.evil.example',
      '例え.テスト',
      '[::1]',
      '127.0.0.1',
    ];
    const starts = [
      '//',
      '///',
      '/\\',
      '\\\\',
      '\\/',
      '/\t/',
      '/\n/',
      '\t//',
      ' //',
      'https://',
      'http://',
      'https:',
      'https:/',
      'HTTPS://',
      'ftp://',
      '//\\',
      '/\u0000/',
      '/ /',
      '@',
      '.',
      '..//',
      ':',
    ];
    const others = [
      '',
      'settings',
      '?tab=plan',
      '#top',
      'javascript:alert(1)',
      'JavaScript:alert(1)',
      'java\tscript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'file:///etc/passwd',
      'myapp://x',
      'blob:https://evil.example/x',
      '/a\r\nSet-Cookie: x=1',
      '/a b',
      '/a\\b',
      '/{CHECKOUT_SESSION_ID}',
      '/?x={CHECKOUT_SESSION_ID}',
      `/${'a'.repeat(3000)}`,
      'mailto:a@example.com',
      '\u202e/x',
      '%2f%2fevil.example',
    ];
    const suffixes = ['', '/', '/x', '?x=1', '#x', '/%2e%2e/', '//'];
    const corpus = [
      ...starts.flatMap((start) => hosts.flatMap((host) => suffixes.map((suffix) => start + host + suffix))),
      ...others,
    ];
    expect(corpus.length).toBeGreaterThan(500);
    for (const path of corpus) {
      for (const from of ['checkout', 'cancelled', 'portal'] as const) {
        let url: string | null = null;
        try {
          url = toReturnUrl(APP, path, from);
        } catch (error) {
          expect(InvalidReturnPathError.isInstance(error)).toBe(true);
        }
        if (url !== null) expect({ path, origin: new URL(url).origin }).toEqual({ path, origin: APP });
      }
    }
  });

  it('X14 refuses every form of an address by name, not only by accident', () => {
    for (const path of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      'javascript:alert(1)',
      '/\t/evil.example',
      'settings',
      '',
    ]) {
      expect(() => toReturnUrl(APP, path, 'checkout'), path).toThrow(InvalidReturnPathError);
    }
  });
});
