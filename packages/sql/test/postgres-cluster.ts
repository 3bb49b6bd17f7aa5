import { SHARED_PORT, startOwnPostgres } from './postgres-server.js';

/**
 * One PostgreSQL for all files of a run of the database tests; each test makes databases of its own on it. It starts before the
 * first file: one that cannot start says so once, and no file waits for it.
 */
export default async function startCluster(): Promise<() => Promise<void>> {
  const server = await startOwnPostgres(['-c', 'fsync=off']).catch((error: unknown) => {
    // The sentence says it all; frames of the runner would hide it.
    if (error instanceof Error) error.stack = '';
    throw error;
  });
  process.env[SHARED_PORT] = String(server.port);
  return async () => {
    delete process.env[SHARED_PORT];
    await server.stop();
  };
}
