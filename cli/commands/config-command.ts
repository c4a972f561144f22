import * as fs from 'node:fs';
import path from 'node:path';
import { effectiveValues, type EffectiveValue } from '../../core/config/fleet/effective';
import { usualFile, usualFiles } from '../../core/config/fleet/fleet-schema';
import { moveRepositories } from '../../core/config/fleet/move';
import { matchesPath } from '../../core/config/fleet/pattern';
import { own } from '../../core/config/own';
import { suggestion } from '../../core/config/problems';
import { ProblemsError } from '../../core/kernel/problem';
import { writeWhole } from '../../policies/whole-file';
import { readProject } from '../project/project-file';
import { schemaPath } from '../project/schema-path';
import { readStackFile } from '../project/stack-config';
import { type StackOptions } from './open-stack';
import { readConfiguration } from './read-configuration';

/** Names that a message lists. */
const listedNames = 20;

/** A repository's values with where each comes from. */
export interface ShownRepository {
  readonly name: string;
  readonly values: readonly EffectiveValue[];
}

/**
 * Reads what a repository gets: nothing is started, and no secret is opened.
 *
 * @throws ProblemsError for a stack with problems, and for a repository that it does not have.
 */
export async function showRepository(
  name: string,
  options: StackOptions,
): Promise<ShownRepository> {
  const { resolved } = await readConfiguration(options);
  const found = resolved.find(({ settings }) => settings.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return { name: found.settings.name, values: effectiveValues(found) };
  const names = resolved.map(({ settings }) => settings.name);
  const more = names.length > listedNames ? ` and ${names.length - listedNames} more` : '';
  throw new ProblemsError([
    {
      code: 'unknown-repository',
      message: `is not a repository of the stack ${options.stack}`,
      path: name,
      allowed: `${names.slice(0, listedNames).join(', ')}${more}`,
      ...suggestion(name, names),
    },
  ]);
}

/** A fleet file that a command is about to write. */
export interface FleetPlace {
  readonly root: string;
  readonly projectName: string;
  /** Path of the stack file, and what it has below `config`. */
  readonly file: string;
  readonly config: unknown;
  /** Path of the fleet file, and the same below the project. */
  readonly target: string;
  readonly shown: string;
}

/**
 * The fleet file of a stack, by default `fleet/<stack>.yaml`.
 *
 * @throws ProblemsError when the stack would not read it.
 */
export async function fleetFileFor(
  options: StackOptions,
  to: string | undefined,
): Promise<FleetPlace> {
  const { stack } = options;
  const project = await readProject(options.directory);
  const root = project.rootDirectory;
  const { file, config } = await readStackFile(project, stack, options.configFile);
  const target = path.resolve(root, to ?? usualFile(stack));
  const shown = path.relative(root, target);
  const selection = own(config, `${project.name}:fleet`) ?? own(config, 'fleet');
  const files = own(selection, 'files');
  const patterns = Array.isArray(files) ? files.map(String) : usualFiles(stack);
  if (!patterns.some((pattern) => matchesPath(pattern, shown.split(path.sep).join('/')))) {
    throw new ProblemsError([
      {
        code: 'fleet-file',
        file: shown,
        message: `the stack ${stack} would not read it; it reads ${patterns.join(', ')}`,
        remedy: 'name another file with --to, or add this one to `gatehouse:fleet.files`',
      },
    ]);
  }
  return { root, projectName: project.name, file, config, target, shown };
}

export interface MoveOutcome {
  readonly repositories: number;
  /** Paths below the project. */
  readonly from: string;
  readonly to: string;
}

/**
 * Moves the repositories of a stack file into a fleet file, by default `fleet/<stack>.yaml`.
 *
 * @throws ProblemsError when the file exists, the stack would not read it, or something would be lost.
 */
export async function moveToFleet(
  options: StackOptions,
  to: string | undefined,
): Promise<MoveOutcome> {
  const place = await fleetFileFor(options, to);
  const { root, projectName, file, target, shown } = place;
  if (fs.existsSync(target)) {
    const message = 'already exists and is not overwritten';
    const remedy = 'name another file with --to';
    throw new ProblemsError([{ code: 'move', file: shown, message, remedy }]);
  }
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  const schema = schemaPath(root, shown, 'fleet');
  const result = moveRepositories(path.basename(file), text, projectName, schema);
  if (!result.ok) throw new ProblemsError(result.problems);
  const { fleetText, stackText, repositories } = result.moved;
  // In this order, whatever happens in between: a repository that is named twice is refused, one that is gone is not.
  writeWhole(target, fleetText, { isNew: true });
  writeWhole(file, stackText);
  return { repositories, from: path.relative(root, file), to: shown };
}
