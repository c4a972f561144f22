import * as fs from 'node:fs';
import path from 'node:path';
import { readFleetFiles } from '../../core/config/fleet/files';
import { type LoadedStack, loadStack } from '../../core/config/load';
import { own } from '../../core/config/own';
import { ProblemsError } from '../../core/kernel/problem';
import { type Project, readProject } from '../project/project-file';
import { readStackFile, resolveConfig } from '../project/stack-config';
import { hiddenSecret, type StackOptions } from './open-stack';

/** A stack's configuration with its fleet files, and what each repository's settings were made of. */
export type Configuration = Extract<LoadedStack, { readonly ok: true }> & {
  readonly project: Project;
};

/**
 * Reads a stack's configuration as its program would: nothing is started, and no secret is opened.
 *
 * @throws ProblemsError naming all that is wrong with it.
 */
export async function readConfiguration(options: StackOptions): Promise<Configuration> {
  const project = await readProject(options.directory);
  const { stack } = options;
  const stackFile = await readStackFile(project, stack, options.configFile);
  const { values, secretKeys } = await resolveConfig(project, stackFile, () =>
    Promise.resolve(hiddenSecret),
  );
  const prefix = `${project.name}:`;
  const loaded = loadStack({
    file: path.basename(stackFile.file),
    values: Object.fromEntries(
      Object.entries(values)
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, value]) => [key.slice(prefix.length), value]),
    ),
    isSecret: (key) => secretKeys.includes(`${prefix}${key}`),
    positionAt: ([first = '', ...below]) => {
      const key = `${prefix}${String(first)}`;
      const written = own(stackFile.config, key) === undefined ? first : key;
      return own(stackFile.config, written) === undefined
        ? undefined
        : stackFile.positionAt?.(['config', written, ...below]);
    },
    fleet: {
      stack,
      read: (patterns) => readFleetFiles(fs, project.rootDirectory, patterns),
    },
  });
  if (!loaded.ok) throw new ProblemsError(loaded.problems);
  return { ...loaded, project };
}
