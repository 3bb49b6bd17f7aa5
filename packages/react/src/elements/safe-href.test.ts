import { describe, expect, it } from 'vitest';
import { safeHref } from './safe-href.js';

describe('safeHref', () => {
  it('U10 lets only web, mail and paths of the host through', () => {
    expect(['https://a.example', 'http://a.example', 'mailto:a@example.com', '/plans'].map(safeHref)).toEqual([
      'https://a.example',
      'http://a.example',
      'mailto:a@example.com',
      '/plans',
    ]);
    for (const address of [
      'javascript:alert(1)',
      ' JaVaScRiPt:alert(1)',
      'java\nscript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      '//evil.example',
      '/\\evil.example',
      'plans',
      '',
      null,
      undefined,
    ]) {
      expect(safeHref(address), String(address)).toBeUndefined();
    }
  });
});
