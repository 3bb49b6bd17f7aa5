import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Inside this repository Farebox comes from its sources, so nothing has to be built first. A host of its own has no such
// line: it takes the packages as npm delivers them.
const conditions = ['@farebox/source', 'module', 'development|production'];

/** `vite build` makes the browser's part, `vite build --ssr` the two servers: the app, and the app with the simulator beside it. */
export default defineConfig(({ isSsrBuild }) =>
  isSsrBuild
    ? {
        ssr: { noExternal: [/^@farebox\//], resolve: { conditions: [...conditions, 'node'] } },
        build: {
          ssr: true,
          outDir: 'dist',
          emptyOutDir: false,
          target: 'node22',
          rolldownOptions: {
            input: { server: 'server/main.ts', demo: 'server/demo/main.ts' },
            output: { entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name].mjs' },
          },
        },
      }
    : {
        root: 'web',
        resolve: { conditions: [...conditions, 'browser'] },
        plugins: [react()],
        build: { outDir: '../dist/web', emptyOutDir: true },
        server: { proxy: { '/api': process.env['APP_SERVER'] ?? 'http://127.0.0.1:3000' } },
      },
);
