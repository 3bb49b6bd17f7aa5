import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    'sqlite/index': 'src/sqlite/local/index.ts',
    'postgres/index': 'src/postgres/index.ts',
    'libsql/index': 'src/sqlite/remote/libsql/index.ts',
    'd1/index': 'src/sqlite/remote/d1/index.ts',
  },
  format: 'esm',
  dts: true,
  clean: true,
  target: 'es2023',
});
