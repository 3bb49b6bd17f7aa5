import type { TestRunner } from '../conformance/describe-store.js';

const PATIENCE_MS = 30_000;

/** A test runner of a few lines: collects what a kit declares, runs it in order, ends the process at the first broken promise. */
export function createCollector(): { readonly runner: TestRunner; run(cleanUp?: () => unknown): Promise<never> } {
  const collected: { readonly title: string; readonly body: () => Promise<void> }[] = [];
  const patience = (): Promise<never> =>
    new Promise((_, reject) => setTimeout(() => reject(new Error('no answer')), PATIENCE_MS).unref());
  const end = async (code: number, line: string, cleanUp: () => unknown): Promise<never> => {
    await cleanUp();
    console.log(line);
    process.exit(code);
  };
  return {
    runner: {
      describe: (_title, body) => body(),
      it: (title, body) => collected.push({ title, body }),
      afterAll: () => undefined,
    },
    async run(cleanUp = () => undefined) {
      for (const { title, body } of collected) {
        try {
          await Promise.race([body(), patience()]);
        } catch (error) {
          const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
          return end(1, `red: ${title} - ${message.slice(0, 160)}`, cleanUp);
        }
      }
      return end(0, `green: ${collected.length} promises hold`, cleanUp);
    },
  };
}
