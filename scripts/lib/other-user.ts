// PostgreSQL and PgBouncer refuse to run as root. Started by root they run as another user, who may be shut out of the folder
// that this clone lies in, and of the temp folder too. Here is who that user is, and where programs and data lie within reach.
import { spawnSync } from 'node:child_process';
import {
  type Stats,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface OtherUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** The user that a server runs as which refuses root; null = this process is not root, the server runs as its user. */
export function otherUser(): OtherUser | null {
  if (process.getuid?.() !== 0) return null;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const wanted of ['postgres', 'nobody']) {
    const [name, , uid, gid] = lines.find((line) => line.startsWith(`${wanted}:`))?.split(':') ?? [];
    if (name && uid && gid) return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    'This is root, and a database server does not run as root: the system has neither a user "postgres" nor "nobody". Add one (useradd postgres), or start the tests as another user.',
  );
}

/** What `spawn` needs to start a program as that user, from a folder that everybody can enter. */
export const asUser = (
  user: OtherUser | null,
): { readonly uid?: number; readonly gid?: number; readonly cwd: string } =>
  user ? { uid: user.uid, gid: user.gid, cwd: '/' } : { cwd: process.cwd() };

/** Why that user cannot run the program; null = it can. */
export function whyNotRun(user: OtherUser | null, program: string, options: readonly string[]): string | null {
  const { error, status, stderr } = spawnSync(program, options, { encoding: 'utf8', timeout: 20_000, ...asUser(user) });
  if (error) return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
  return status === 0 ? null : (stderr.trim().split('\n')[0] ?? '') || `exit ${status}`;
}

/** Temp folders, in the order in which they are tried. */
const placesOf = (env: NodeJS.ProcessEnv): string[] => [
  ...new Set(
    [env['FAREBOX_PLACE'], tmpdir(), ...(process.platform === 'win32' ? [] : ['/tmp', '/var/tmp', '/dev/shm'])]
      .filter((place) => place !== undefined && place !== '')
      .map((place) => resolve(place as string)),
  ),
];
const HOW = 'Set FAREBOX_PLACE to a folder that every user may enter (mode 755) and from which programs may run.';

/** A new folder, owned by that user and within its reach. @throws naming every place that was tried. */
export function folderFor(
  user: OtherUser | null,
  prefix: string,
  places: readonly string[] = placesOf(process.env),
): string {
  const tried: string[] = [];
  for (const place of places) {
    let folder: string;
    try {
      folder = mkdtempSync(join(place, prefix));
    } catch (error) {
      tried.push(`${place} (${(error as NodeJS.ErrnoException).code})`);
      continue;
    }
    if (user) chownSync(folder, user.uid, user.gid);
    const why = user && whyNotRun(user, '/bin/sh', ['-c', 'touch "$1/probe" && rm "$1/probe"', 'sh', folder]);
    if (!why) return folder;
    rmSync(folder, { recursive: true, force: true });
    tried.push(`${place} (${why})`);
  }
  throw new Error(
    `No folder is within reach of the user ${user?.name ?? 'of this process'}: ${tried.join('; ')}. ${HOW}`,
  );
}

export interface Programs {
  /** Where they are installed. */
  readonly folder: string;
  /** Name of a copy: it holds version and platform, so that another version has a place of its own. */
  readonly name: string;
  /** One of them, relative to the folder; `--version` shows whether it runs. */
  readonly probe: string;
}

/**
 * A folder from which that user can run the programs: where they are, or else a copy, made once per machine and version. Two that
 * copy at the same time do no harm: the first to rename has made it. @throws naming every place that was tried.
 */
export function programsFor(
  user: OtherUser | null,
  programs: Programs,
  places: readonly string[] = placesOf(process.env),
): string {
  const works = (folder: string): string | null => whyNotRun(user, join(folder, programs.probe), ['--version']);
  const inPlace = works(programs.folder);
  if (inPlace === null) return programs.folder;
  const tried = [`${programs.folder} (${inPlace})`];
  for (const place of places) {
    const target = join(place, programs.name);
    if (user && whyNotRun(user, '/bin/sh', ['-c', 'cd "$1"', 'sh', place]) !== null) {
      tried.push(`${place} (out of reach)`);
      continue;
    }
    try {
      if (!isCopyOf(programs.folder, target)) copy(programs.folder, target);
      const why = isOurs(statSync(target)) ? works(target) : 'another user may write there';
      if (why === null) return target;
      tried.push(`${target} (${why})`);
    } catch (error) {
      tried.push(`${target} (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
    }
  }
  throw new Error(
    `The user ${user?.name ?? 'of this process'} can run ${programs.probe} nowhere: ${tried.join('; ')}. ${HOW}`,
  );
}

const isOurs = ({ uid, mode }: Stats): boolean => uid === process.getuid?.() && (mode & 0o022) === 0;

/** Names and sizes: whoever tidies temp folders may have taken some of the files away. */
function isCopyOf(source: string, target: string): boolean {
  if (!existsSync(target)) return false;
  const list = (folder: string): string =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        return `${file.slice(folder.length)} ${entry.isFile() ? statSync(file).size : 'link'}`;
      })
      .sort()
      .join('\n');
  return list(source) === list(target);
}

function copy(source: string, target: string): void {
  const made = mkdtempSync(`${target}.`);
  try {
    cpSync(source, made, { recursive: true, verbatimSymlinks: true });
    openToAll(made);
    // An incomplete copy makes room; what still runs from it keeps its open files.
    if (existsSync(target)) renameSync(target, `${made}.old`);
    renameSync(made, target);
  } catch (error) {
    const wasFaster = isCopyOf(source, target);
    if (!wasFaster) throw error;
  } finally {
    rmSync(made, { recursive: true, force: true });
    rmSync(`${made}.old`, { recursive: true, force: true });
  }
}

/** Mode 755 for folders and programs, 644 for the rest, whatever umask the install had. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, (statSync(path).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}
