import { parse } from 'yaml';
import { z } from 'zod';
import { parseActionRef } from './action-ref';
import { type ActionsLock, type Text } from './workflow';

const lockfile = z.object({
  workflows: z.record(z.string(), z.unknown()).default({}),
  dependencies: z.record(z.string(), z.object({ commit: z.string() })).default({}),
});

/** Reads GitHub's lockfile of actions; undefined where it is not one, since then GitHub does not start any workflow by it. */
export function readActionsLock(text: string): ActionsLock | undefined {
  const read = lockfile.safeParse(parsed(text));
  if (!read.success) return undefined;
  const { workflows, dependencies } = read.data;
  return {
    workflows: new Set(Object.keys(workflows)),
    commits: new Map(
      Object.entries(dependencies).map(([key, { commit }]) => [
        key.toLowerCase(),
        commit.replace(/^sha\d+-/, '').toLowerCase(),
      ]),
    ),
  };
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The commit that the lockfile gives an action of a step; undefined where it has none, or does not cover the workflow. It
 * locks no calls of reusable workflows.
 */
export function lockedCommit(
  { path, lock }: { readonly path: string; readonly lock?: ActionsLock },
  uses: Text,
): string | undefined {
  if (lock?.workflows.has(path) !== true) return undefined;
  const ref = parseActionRef(uses.value);
  if (ref.kind !== 'repository') return undefined;
  return [`${ref.owner}/${ref.name}${ref.path}@${ref.ref}`, `${ref.owner}/${ref.name}@${ref.ref}`]
    .map((key) => lock.commits.get(key.toLowerCase()))
    .find((commit) => commit !== undefined);
}
