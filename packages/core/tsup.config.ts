import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { index: 'src/index.ts', store: 'src/store.ts', 'contract/index': 'src/contract/index.ts' },
  format: 'esm',
  dts: true,
  clean: true,
  target: 'es2023',
});
