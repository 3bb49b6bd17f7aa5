import { createFarebox } from '@farebox/core';
import { createHandler } from '@farebox/server';
import { sqlite } from '@farebox/sql/sqlite';
import { z } from 'zod';
import { catalog } from './catalog';
import { currentUser, summarise } from './yours';

export const farebox = createFarebox({ catalog, store: sqlite('app.db') });
const summary = farebox.defineRun('summary', { input: z.object({ text: z.string() }), run: ({ input, signal }) => summarise(input.text, signal) });
export const handler = createHandler({ farebox, runs: [summary], identify: currentUser });
declare module '@farebox/react' { interface Register { handler: typeof handler } }
