import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { git } from '../support/sample-checkout';
import { projectRoot } from '../support/tools';

/** Committed files and new ones that are not ignored, without those just deleted. */
export const files = git(projectRoot, 'ls-files', '--cached', '--others', '--exclude-standard')
  .split('\n')
  .filter((file) => existsSync(path.join(projectRoot, file)));

export const textOf = (file: string): string => readFileSync(path.join(projectRoot, file), 'utf8');

export const foldersAtTop = [
  ...new Set(files.flatMap((file) => (file.includes('/') ? [file.split('/')[0] ?? ''] : []))),
].filter((folder) => !folder.startsWith('.'));

/** Names at the top that are no rooms with code of their own. */
export const besideTheRooms = ['docs', 'tests', 'tools'];
