import type { Migration } from '../../../schema/migration.js';
import { initial } from './0001-initial.js';
import { archive } from './0002-archive.js';

export const sqliteMigrations: readonly Migration[] = [initial, archive];
