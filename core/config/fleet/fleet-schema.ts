import { z } from 'zod';
import { repositoryDefaults, repositoryEntry } from '../repository-schema';

/** Repositories that one stack may have. */
export const maximumRepositories = 1_000;

const groupName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, {
  error: 'must be letters, digits, `.`, `_` and `-`, starting with a letter or digit',
});

/** One repository as a stack file or a fleet file has it. */
export const fleetEntry = repositoryEntry.extend({
  groups: z
    .array(groupName)
    .max(20)
    .exactOptional()
    .describe(
      'Groups of the fleet files whose settings it inherits; a later group overrides an earlier one.',
    ),
});

/** A fleet file: `fleet/<stack>.yaml`, or whatever `gatehouse:fleet.files` names. */
export const fleetFileSchema = z.strictObject({
  groups: z
    .record(groupName, repositoryDefaults)
    .exactOptional()
    .describe('Settings by name of a group; repositories of every file of the stack may be in it.'),
  repositories: z
    .array(fleetEntry)
    .max(maximumRepositories)
    .exactOptional()
    .describe('Repositories, each with its name and whatever differs from what it inherits.'),
});

const filePattern = z
  .string()
  .max(255)
  .regex(/^[A-Za-z0-9_.*?][A-Za-z0-9_.*?/ -]*\.ya?ml$/, {
    error: 'must be a relative path to YAML files, such as fleet/*.yaml',
  })
  .refine((path) => !path.split('/').some((part) => /^\.*$|\*\*/.test(part)), {
    error: 'must stay inside the project, without `..`, `//` or `**`',
  });

export const namePattern = z.string().regex(/^!?[A-Za-z0-9._*?-]{1,100}$/, {
  error: 'must be a repository name, where `*` stands for any characters; `!` before it excludes',
});

/** Which fleet files a stack reads, and which of their repositories it has. */
export const fleetSelection = z.strictObject({
  files: z
    .array(filePattern)
    .min(1)
    .max(100)
    .exactOptional()
    .describe(
      'Files below the project, `*` for any characters. Default: fleet/<stack>.yaml and fleet/<stack>/*.yaml.',
    ),
  repositories: z
    .array(namePattern)
    .min(1)
    .max(100)
    .exactOptional()
    .describe(
      'Name patterns that select repositories of those files; `!` before a pattern excludes. Default: all.',
    ),
});

/** The fleet file that commands write for a stack. */
export function usualFile(stack: string): string {
  return `fleet/${stack}.yaml`;
}

/** The fleet files of a stack that names none. */
export function usualFiles(stack: string): readonly string[] {
  return [usualFile(stack), `fleet/${stack}/*.yaml`];
}
