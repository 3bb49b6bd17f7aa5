import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `vite build` makes the page, `vite build --ssr main.ts` the server; its libraries stay in node_modules. */
export default defineConfig(({ isSsrBuild }) =>
  isSsrBuild
    ? { ssr: { external: true }, build: { outDir: 'dist', emptyOutDir: false, target: 'node22' } }
    : { plugins: [react()], build: { outDir: 'dist/web', emptyOutDir: true } },
);
