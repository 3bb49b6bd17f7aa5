import { storybookTest } from '@storybook/addon-vitest/vitest-plugin';
import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { BROWSER_FLAGS, findBrowser } from './scripts/lib/browser.mjs';

// One project per kind of world a test needs; the file's name says which.
// 'import' and 'default' are Vite's own: named here they would reach require() and hand CommonJS packages their ESM twins.
const conditions = ['@farebox/source', 'module'];
const shared = { resolve: { conditions }, ssr: { resolve: { conditions } } };

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          environment: 'node',
          include: [
            'packages/*/src/**/*.test.ts',
            'packages/*/test/**/*.test.ts',
            'packages/react/{src,test}/**/*.ssr.test.tsx',
            'examples/*/{src,server,analysis,web}/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: ['**/*.db.test.ts', 'scripts/gates/packed.test.ts', '**/dist/**', '**/node_modules/**'],
          testTimeout: 30_000,
        },
      },
      {
        ...shared,
        plugins: [react()],
        test: {
          name: 'dom',
          environment: 'jsdom',
          include: ['packages/react/{src,test}/**/*.test.tsx'],
          exclude: ['**/*.ssr.test.tsx', '**/dist/**', '**/node_modules/**'],
          setupFiles: ['packages/react/test/setup-dom.ts'],
          testTimeout: 30_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'database',
          environment: 'node',
          include: ['packages/*/src/**/*.db.test.ts', 'packages/*/test/**/*.db.test.ts'],
          globalSetup: ['packages/sql/test/postgres-cluster.ts'],
          // A starved machine is no failed test; a server that cannot start has said so before.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'packed',
          environment: 'node',
          include: ['scripts/gates/packed.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 300_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['examples/*/e2e/**/*.e2e.ts', 'scripts/gates/*.e2e.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        ...shared,
        plugins: [storybookTest({ configDir: '.storybook' })],
        test: {
          name: 'stories',
          browser: {
            enabled: true,
            headless: true,
            // The browser that the machine has; nothing is downloaded. `scripts/test.mjs` says so in a sentence when there is none.
            provider: playwright({
              launchOptions: { executablePath: findBrowser() ?? 'chromium', args: BROWSER_FLAGS },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
