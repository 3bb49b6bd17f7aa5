import { expect, it } from 'vitest';
import * as express from '../src/express.js';
import * as hono from '../src/hono.js';
import * as server from '../src/index.js';
import * as next from '../src/next.js';
import * as node from '../src/node.js';

it('the public list is what it was', () => {
  expect(Object.keys(server).sort()).toEqual(['createHandler', 'keyOf', 'toErrorResponse', 'toResponse']);
});
it('every door exports the same names', () => {
  for (const door of [express, hono, next, node])
    expect(Object.keys(door).sort()).toEqual(['toErrorResponse', 'toRouteHandler']);
});
