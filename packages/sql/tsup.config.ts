import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    'sqlite/index': 'src/sqlite/index.ts',
    'postgres/index': 'src/postgres/index.ts',
    'libsql/index': 'src/libsql/index.ts',
    'd1/index': 'src/d1/index.ts',
  },
  format: 'esm',
  dts: true,
  clean: true,
  target: 'es2023',
});
