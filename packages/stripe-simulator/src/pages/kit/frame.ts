/** The shell of every page: marking tape, the words "No real money moves", host and simulated time. */
import { isoTime, stamp } from './format.js';
import { type Html, type HtmlValue, html, url } from './html.js';
import type { PageFrame } from '../models.js';
import { routes } from '../routes.js';

/**
 * Headers for every page. Styles and scripts come from files of ours and nothing is inline. There is no `form-action`: after
 * a payment the browser is redirected to the host's address, which that directive would block.
 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'self'",
  // A form of ours must say where it comes from; nobody else learns it.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

export interface ShellOptions {
  readonly title: string;
  /** Classes of `body`. */
  readonly kind: string;
  readonly body: HtmlValue;
  readonly nav?: Html | undefined;
  readonly script?: boolean | undefined;
}

/** A root-relative address under the mount path. */
export const at = (frame: PageFrame, path: string): string => frame.base + path;

export function shell(frame: PageFrame, { title, kind, body, nav, script }: ShellOptions): string {
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><meta name="color-scheme" content="light dark"><title>${title} – Farebox simulator</title><link rel="icon" href="data:,"><link rel="stylesheet" href="${url(at(frame, routes.css))}"></head>
<body class="${kind}"><div class="tape" aria-hidden="true"></div><header class="bar"><p><b>Farebox simulator</b>, a local stand-in for Stripe. <span class="nb">No real money moves.</span></p>${nav}<p class="m"><span>${frame.host}</span> <time datetime="${isoTime(frame.now)}">${stamp(frame.now)} UTC</time></p></header>
${body}
${script === true ? html`<script src="${url(at(frame, routes.script))}" defer></script>` : null}</body></html>
`;
  return page.toString();
}
