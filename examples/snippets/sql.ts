import { createFarebox, defineCatalog } from '@farebox/core';
import { postgres } from '@farebox/sql/postgres';
import { sqlite } from '@farebox/sql/sqlite';
import pg from 'pg';

const catalog = defineCatalog({ features: { chat: { name: 'Chat', cost: 1 } }, plans: { free: { name: 'Free', tokens: 20 } } });

/** One file, made and migrated at first use; node:sqlite comes with Node. */
export const small = createFarebox({ catalog, store: sqlite('app.db') });

/** The database that the app has; the tables stand in the schema `farebox`. */
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
const store = postgres(pool);
await store.migrate(); // when you deploy
export const large = createFarebox({ catalog, store });

/** Your row and the charge, together or not at all. */
const client = await pool.connect();
await client.query('begin');
await client.query('insert into orders (id) values ($1)', ['order-7']);
await large.with(client).tokens.spend('user-42', 'chat', { key: 'order-7' });
await client.query('commit');
client.release();
