import type { Migration } from '../../migrations/migration.js';
import { initial } from './0001-initial.js';

export const postgresMigrations: readonly Migration[] = [initial];
