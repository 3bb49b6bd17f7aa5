import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/hono.ts', 'src/next.ts', 'src/node.ts', 'src/express.ts'],
  format: 'esm',
  dts: true,
  clean: true,
  target: 'es2023',
});
