import { writeFile } from 'node:fs/promises';
import { defineConfig } from 'tsup';
import { joinStyles } from './build/join-styles.js';

// One module in, one module out: a bundle would lose or smear the 'use client' lines. Never a banner, never `treeshake`.
export default defineConfig({
  entry: ['src/**/*.{ts,tsx}', '!src/**/*.test.{ts,tsx}', '!src/**/*.test-d.ts', '!src/**/*.stories.{ts,tsx}'],
  bundle: false,
  format: 'esm',
  target: 'es2022',
  // Declarations come from tsc (tsconfig.build.json): one per module too, in a tenth of the time.
  dts: false,
  clean: true,
  onSuccess: () => writeFile('dist/styles.css', joinStyles('src/styles/farebox.css')),
});
