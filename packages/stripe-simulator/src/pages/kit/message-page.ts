import { shell } from './frame.js';
import { html, url } from './html.js';
import type { MessageModel } from '../models.js';

/** A page that only says something: what happened, was anything charged, the way out. */
export const messagePage = ({ frame, title, message, link }: MessageModel): string =>
  shell(frame, {
    title,
    kind: 'page',
    body: html`<main class="one"><h1>${title}</h1><p>${message}</p>${link !== null && html`<p><a class="btn" href="${url(link.url)}">${link.label}</a></p>`}</main>`,
  });
