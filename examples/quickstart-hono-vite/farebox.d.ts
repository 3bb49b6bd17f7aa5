import type { handler } from './server.js';
declare module '@farebox/react' { interface Register { handler: typeof handler } }
