import { z } from 'zod';
import { stableJson } from '../../core/kernel/stable-json';
import { writeWhole } from '../../policies/whole-file';
import { readKeptLook } from '../kept-look';
import { type Known } from './undeclared';

const schema = z.object({
  version: z.literal(1),
  repositories: z.record(z.string(), z.record(z.string(), z.string())),
});

/**
 * What an earlier look saw, from the file of `--since`; nothing where there is no such file.
 *
 * @throws ProblemsError for a file that no look has written.
 */
export function readKnown(file: string): Known {
  const kept = readKeptLook(file, schema, {
    code: 'known-file',
    path: '--since',
    message: 'was not written by an earlier look',
    remedy: 'restore it, or remove it to have everything listed once',
  });
  return kept?.repositories ?? {};
}

/** Keeps what this look saw, for the next one. Keys are in order, so that two looks compare line by line. */
export function writeKnown(file: string, known: Known): void {
  const whole: unknown = JSON.parse(stableJson({ version: 1, repositories: known }));
  writeWhole(file, `${JSON.stringify(whole, undefined, 2)}\n`);
}
