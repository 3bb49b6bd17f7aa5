/** Drawn signs beside words, never instead of them. */
import { type Html, html } from './html.js';

const PATHS = {
  check: html`<path d="M3 8.5l3.2 3L13 4.5"/>`,
  warn: html`<path d="M8 2.2l6.2 11.1H1.8z"/><path d="M8 6.6v3M8 11.5v.01"/>`,
  cross: html`<path d="M4 4l8 8M12 4l-8 8"/>`,
  clock: html`<circle cx="8" cy="8" r="6"/><path d="M8 4.8V8l2.2 1.6"/>`,
  pause: html`<path d="M5.5 3.5v9M10.5 3.5v9"/>`,
  dash: html`<path d="M3.5 8h9"/>`,
} as const;

export type IconName = keyof typeof PATHS;

export const icon = (name: IconName): Html =>
  html`<svg class="ic" viewBox="0 0 16 16" aria-hidden="true">${PATHS[name]}</svg>`;

export type Tone = 'ok' | 'bad' | 'wait' | 'plain';

/** A state: sign and word in one tone, no pill. */
export const status = (tone: Tone, name: IconName, words: string): Html =>
  html`<span class="st ${tone}">${icon(name)}${words}</span>`;

/** A framed sentence; `bad` for what went wrong, `ok` for what was done. */
export const note = (tone: 'ok' | 'bad', lead: string, rest: string): Html =>
  html`<div class="note ${tone}" role="${tone === 'bad' ? 'alert' : 'status'}">${icon(tone === 'bad' ? 'warn' : 'check')}<p><b>${lead}</b>${rest === '' ? null : ` ${rest}`}</p></div>`;
