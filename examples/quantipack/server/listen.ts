import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono } from 'hono';

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves the API and the built pages on 127.0.0.1.
 * @throws Error with a sentence when the port is taken
 */
export function listen(
  app: Hono,
  options: { readonly port: number; readonly webDirectory: string },
): Promise<Listening> {
  app.all('/api/*', () => Response.json({ title: 'There is no such address.', status: 404 }, { status: 404 }));
  app.use('*', serveStatic({ root: options.webDirectory }));
  // Pages have addresses of their own; the browser's part reads them.
  app.get('*', serveStatic({ root: options.webDirectory, path: 'index.html' }));
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: options.port }, ({ port }) =>
      resolve({
        port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      }),
    );
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      reject(
        isTaken ? new Error(`Port ${options.port} is taken: stop what uses it, or put another into PORT.`) : error,
      );
    });
  });
}
