import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// For work on Farebox itself: take its packages from source, so that nothing has to be built first.
const resolve = process.env['FAREBOX_FROM_SOURCE']
  ? { conditions: ['@farebox/source', 'module', 'browser', 'development|production'] }
  : {};
const ssr = {
  resolve: { conditions: ['@farebox/source', 'module', 'node', 'development|production'] },
  noExternal: [/^@farebox\//],
};

/** `vite build` makes the browser's part, `vite build --ssr` the server's; `vite` serves the first and asks the second. */
export default defineConfig(({ isSsrBuild }) =>
  isSsrBuild
    ? {
        ...(process.env['FAREBOX_FROM_SOURCE'] ? { ssr } : {}),
        build: { ssr: 'server/main.ts', outDir: 'dist/server', target: 'node22' },
      }
    : {
        root: 'web',
        resolve,
        plugins: [react()],
        build: { outDir: '../dist/web', emptyOutDir: true },
        server: { proxy: { '/api': process.env['APP_SERVER'] ?? 'http://127.0.0.1:3000' } },
      },
);
