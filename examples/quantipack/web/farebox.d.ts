import type { AppHandler } from '../server/app.js';

declare module '@farebox/react' {
  interface Register {
    handler: AppHandler;
  }
}
