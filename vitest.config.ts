import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';


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
          include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'packages/react/src/**/*.ssr.test.tsx', 'examples/*/{src,server,web}/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/*.db.test.ts', '**/dist/**', '**/node_modules/**'],
        },
      },
      {
        ...shared,
        plugins: [react()],
        test: {
          name: 'dom',
          environment: 'jsdom',
          include: ['packages/react/src/**/*.test.tsx'],
          exclude: ['**/*.ssr.test.tsx', '**/dist/**', '**/node_modules/**'],
          setupFiles: ['packages/react/test/setup-dom.ts'],
        },
      },
      {
        ...shared,
        test: {
          name: 'database',
          environment: 'node',
          include: ['packages/*/src/**/*.db.test.ts', 'packages/*/test/**/*.db.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
