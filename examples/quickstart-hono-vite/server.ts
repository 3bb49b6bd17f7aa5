import { createFarebox } from '@farebox/core';
import { createHandler } from '@farebox/server';
import { toRouteHandler } from '@farebox/server/hono';
import { sqlite } from '@farebox/sql/sqlite';
import { Hono } from 'hono';
import { z } from 'zod';
import { catalog } from './catalog.js';
import { currentUser, summarise } from './yours.js';

export const farebox = createFarebox({ catalog, store: sqlite('app.db') });
const summary = farebox.defineRun('summary', { input: z.object({ text: z.string() }), run: ({ input, signal }) => summarise(input.text, signal) });
export const handler = createHandler({ farebox, runs: [summary], identify: currentUser });
export default new Hono().all('/api/farebox/*', toRouteHandler(handler));
