import { readFile, rename, writeFile } from 'node:fs/promises';
import type { SimulatorSnapshot } from './simulator.js';

/** The kept state, or null when there is no file yet. A file that is not ours is an error, never overwritten. */
export async function loadState(path: string): Promise<SimulatorSnapshot | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const value = JSON.parse(text) as Partial<SimulatorSnapshot>;
  if (value.version !== 1 || !value.state)
    throw new Error(`${path} is no state file of @farebox/stripe-simulator. Delete it or name another with --state.`);
  return value as SimulatorSnapshot;
}

const QUIET_MS = 200;

/** Writes the state a moment after it changed, and at the end. A crash while writing leaves the old file whole. */
export function keepState(
  path: string,
  snapshot: () => SimulatorSnapshot,
): { touched: () => void; close: () => Promise<void> } {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let writing = Promise.resolve();
  const write = (): Promise<void> => {
    timer = null;
    const text = JSON.stringify(snapshot());
    writing = writing.then(async () => {
      await writeFile(`${path}.new`, text);
      await rename(`${path}.new`, path);
    });
    return writing;
  };
  return {
    touched: () => {
      timer ??= setTimeout(() => void write(), QUIET_MS);
    },
    close: async () => {
      if (timer) clearTimeout(timer);
      await write();
    },
  };
}
