import { z } from 'zod';
import { type KeptPosture, keptPostureSchema } from '../../core/readiness/posture';
import { writeWhole } from '../../policies/whole-file';
import { readKeptLook } from '../kept-look';

const schema = z.object({
  version: z.literal(1),
  repositories: z.record(z.string(), keptPostureSchema),
});

/** What an earlier look found, by `owner/name`. */
export type Earlier = Readonly<Record<string, KeptPosture>>;

/**
 * What the file of `--since` has of an earlier look; nothing where it does not exist yet.
 *
 * @throws ProblemsError for a file that is something else.
 */
export function readEarlier(file: string): Earlier {
  const kept = readKeptLook(file, schema, {
    code: 'posture-file',
    message: 'is not what an earlier `gatehouse posture --since` wrote',
    remedy: 'name another file, or remove it to begin anew',
  });
  return kept?.repositories ?? {};
}

export function writeEarlier(file: string, repositories: Earlier): void {
  writeWhole(file, `${JSON.stringify({ version: 1, repositories }, undefined, 2)}\n`);
}
