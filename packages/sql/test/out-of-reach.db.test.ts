import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderFor, otherUser, programsFor, whyNotRun } from '../../../scripts/lib/other-user.js';
import { installedPostgres } from './postgres-programs.js';
import { startOwnPostgres } from './postgres-server.js';

const user = otherUser();
if (user === null)
  console.warn(
    'SKIPPED: only root starts its database as another user, so folders out of that user’s reach are not tested.',
  );

describe.skipIf(user === null)('below a folder of mode 700, started by root', () => {
  let base: string;
  let home: string;
  let within: string;
  beforeAll(() => {
    base = mkdtempSync('/tmp/farebox-reach-');
    chmodSync(base, 0o755);
    home = join(base, 'home');
    within = join(base, 'within');
    mkdirSync(join(home, 'tmp'), { recursive: true });
    mkdirSync(within);
    cpSync(installedPostgres().folder, join(home, 'native'), { recursive: true, verbatimSymlinks: true });
    chmodSync(home, 0o700);
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));
  const shutIn = () => ({ ...installedPostgres(), folder: join(home, 'native') });

  it('PostgreSQL starts: programs and data find a place within reach, whatever HOME and TMPDIR are', async () => {
    expect(whyNotRun(user, join(home, 'native', 'bin', 'postgres'), ['--version'])).toBe('EACCES');
    const server = await startOwnPostgres([], { programs: shutIn(), places: [join(home, 'tmp'), within] });
    try {
      const { pool } = await server.database();
      expect((await pool.query('select 1 + 1 as two')).rows).toEqual([{ two: 2 }]);
    } finally {
      await server.stop();
    }
    expect(readdirSync(join(home, 'tmp'))).toEqual([]);
    expect(readdirSync(within)).toEqual([shutIn().name]);
  });

  it('the copy is made once, is open to all whatever the umask was, and is mended when files of it are gone', () => {
    const made = programsFor(user, shutIn(), [within]);
    const before = statSync(made).ino;
    expect(programsFor(user, shutIn(), [within])).toBe(made);
    expect(statSync(made).ino).toBe(before);
    expect(statSync(join(made, 'share')).mode & 0o777).toBe(0o755);
    rmSync(join(made, 'bin', 'initdb'));
    expect(programsFor(user, shutIn(), [within])).toBe(made);
    expect(statSync(join(made, 'bin', 'initdb')).size).toBeGreaterThan(0);
  });

  it('a folder that somebody else may write to is not trusted with programs', () => {
    const made = programsFor(user, shutIn(), [within]);
    chmodSync(made, 0o777);
    expect(() => programsFor(user, shutIn(), [within])).toThrow('another user may write there');
    chmodSync(made, 0o755);
  });

  it('where nothing is within reach one sentence says at once what was tried and how to mend it', async () => {
    const started = performance.now();
    await expect(startOwnPostgres([], { programs: shutIn(), places: [join(home, 'tmp')] })).rejects.toThrow(
      new RegExp(
        `^PostgreSQL cannot start\\. The user ${user?.name} can run bin/postgres nowhere: ${home}/native \\(EACCES\\); ${home}/tmp \\(out of reach\\)\\. Set FAREBOX_PLACE to a folder`,
      ),
    );
    expect(() => folderFor(user, 'data-', [join(home, 'tmp')])).toThrow(/No folder is within reach.*home\/tmp \(.+\)/);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
