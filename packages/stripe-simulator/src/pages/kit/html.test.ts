import { describe, expect, it } from 'vitest';
import { escapeHtml, flag, html, url } from './html.js';

/** What attackers and careless data put into names: each must come out as text. */
export const PAYLOADS = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' autofocus onfocus='alert(1)",
  '</title><svg/onload=alert(1)>',
  '</textarea><script>alert(1)</script>',
  '<!--',
  ']]>',
  '&lt;b&gt;',
  '&#60;script&#62;',
  '<a href="javascript:alert(1)">x</a>',
  '\u0000<b>',
  '<\u2028script>',
  '${alert(1)}',
  '<<SCRIPT>alert(1)//<</SCRIPT>',
];

describe('html', () => {
  it.each(PAYLOADS)('prints %j as text in content and in attributes', (payload) => {
    const page = html`<p title="${payload}">${payload}</p>`.toString();
    const inner = page.slice('<p title="'.length, -'</p>'.length);
    expect(inner.replace('">', '')).not.toMatch(/[<>"']/);
    expect(page).toBe(`<p title="${escapeHtml(payload)}">${escapeHtml(payload)}</p>`);
  });

  it('takes only its own templates as markup, at any depth of arrays', () => {
    const rows = ['<i>', html`<b>${'&'}</b>`, [html`<u></u>`, '"']];
    expect(html`${rows}`.toString()).toBe('&lt;i&gt;<b>&amp;</b><u></u>&quot;');
  });

  it('escapes an object that pretends to be markup by its toString', () => {
    const fake = JSON.parse('{"text":"<b>"}') as unknown as string;
    expect(() => html`${fake}`.toString()).toThrow();
  });

  it('prints nothing for null, undefined and false, and zero as 0', () => {
    expect(html`[${null}${undefined}${false}${0}]`.toString()).toBe('[0]');
  });

  it('leaves a flag out when it is off', () => {
    expect(html`<input ${flag('checked', true)}><input ${flag('checked', false)}>`.toString()).toBe(
      '<input checked><input >',
    );
  });
});

describe('url', () => {
  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,<script>',
    'vbscript:x',
    'blob:http://x/1',
    '//evil.example',
    'no scheme',
  ])('turns %j into #', (address) => {
    expect(url(address)).toBe('#');
  });

  it('keeps addresses of the host, its own paths and the schemes of apps', () => {
    expect(url('http://localhost:3000/plan?a=1&b=2#x')).toBe('http://localhost:3000/plan?a=1&b=2#x');
    expect(url('/c/pay/cs_1')).toBe('/c/pay/cs_1');
    expect(url('myapp://return?session=cs_1')).toBe('myapp://return?session=cs_1');
  });
});
