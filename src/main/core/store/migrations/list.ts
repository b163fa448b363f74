/** All migrations in order, listed by hand so that a bundler takes them along; migrate.test.ts compares the list with the folder. */
import { migration as journal } from './0001-journal.ts';
import { migration as checkpoints } from './0002-checkpoints.ts';
import type { Migration } from './migration.ts';

export const migrations: readonly Migration[] = [journal, checkpoints];
