import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import express from 'express';
import { Hono } from 'hono';
import { toRouteHandler as toExpress } from '../src/express.js';
import { toRouteHandler as toHono } from '../src/hono.js';
import { toRouteHandler as toNext } from '../src/next.js';
import { toRouteHandler as toNode } from '../src/node.js';

/** Each way in: starts on a free port, answers its address and how to stop. */
export const doors: Readonly<
  Record<
    string,
    (handler: (request: Request) => Promise<Response>) => Promise<{ url: string; stop: () => Promise<void> }>
  >
> = {
  node: (handler) => listen(createServer((incoming, outgoing) => void toNode(handler)(incoming, outgoing))),
  express: (handler) => {
    const app = express();
    app.use('/api/farebox', toExpress(handler));
    app.use(express.json());
    return listen(createServer(app));
  },
  hono: (handler) =>
    new Promise((resolve) => {
      const server = serve(
        { fetch: new Hono().all('/api/farebox/*', toHono(handler)).fetch, port: 0, hostname: '127.0.0.1' },
        ({ port }) => resolve({ url: `http://127.0.0.1:${port}`, stop: () => stop(server as Server) }),
      );
    }),
  // Next's route handlers are web functions by method; this is what its server calls.
  next: (handler) => {
    const methods: Readonly<Record<string, (request: Request) => Promise<Response>>> = toNext(handler);
    return new Promise((resolve) => {
      const server = serve(
        {
          fetch: (request: Request) => methods[request.method]?.(request) ?? new Response(null, { status: 405 }),
          port: 0,
          hostname: '127.0.0.1',
        },
        ({ port }) => resolve({ url: `http://127.0.0.1:${port}`, stop: () => stop(server as Server) }),
      );
    });
  },
};
export const listen = (server: Server): Promise<{ url: string; stop: () => Promise<void> }> =>
  new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => stop(server) }),
    ),
  );
const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve())));
