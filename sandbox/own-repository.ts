import { dataDirectory } from '../cli/state/data-directory';
import { rm } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { stringify } from 'yaml';
import { OwnStackFile } from './own-stack-file';
import { keeperOf, makeCommand } from './stack-state';
import { SandboxError, type Target } from './target';
import {
  CloneError,
  inspectProject,
  ProjectFileError,
  sampleRepository,
  type World,
} from './world';

/**
 * Brings a clone of the user's own repository into the sandbox, or its new commits into the clone, and writes the
 * configuration of a stack for it, from what the repository looks like. One that the user has edited is kept. The original
 * is only read.
 *
 * @param use `existing` only names the stack of a clone that is there.
 * @throws {SandboxError} when the path is no git repository or has no Python project; nothing is left behind then.
 */
export async function ownRepository(
  root: string,
  world: World,
  path: string,
  use: 'any' | 'existing' = 'any',
): Promise<Target> {
  refuseAddress(path);
  const origin = resolve(path);
  const name = repositoryName(origin);
  const stack = `local-${name}`;
  const stackFile = ownStackFile(root, stack);
  const target = {
    stack,
    configFile: relative(root, stackFile.file),
    // A trial: what the project has no check of yet is warned of, and refuses nothing.
    policyConfig: 'sandbox/own-policy-config.json',
    repository: name,
  };
  const known = await stackFile.origin();
  if (known !== undefined && known !== origin) {
    const engine = keeperOf(root, stack) ?? 'host';
    const takeAway = makeCommand('down', { ownPath: known, engine });
    throw new SandboxError(
      `${path}: the sandbox has a repository ${name} already, a clone of ${known}; remove that first: ${takeAway}`,
    );
  }
  if (use === 'existing') return target;
  const { created } = await seeded(() =>
    world.seedRepository({ name, source: { gitRepository: origin } }),
  );
  if (!created) await seeded(() => world.followOriginal(name, origin));
  const place = world.repository(name);
  if (place === undefined) throw new SandboxError(`${name} is not in the sandbox`);
  try {
    const { settings, notes } = await inspectProject(place.gitDirectory, place.defaultBranch);
    const { isEdited } = await stackFile.keep(origin, world, { name, ...settings });
    const { name: _name, ...used } = (await stackFile.entry()) ?? { name };
    process.stdout.write(`${reading(target.configFile, { used, settings, notes, isEdited })}\n`);
  } catch (error) {
    if (created) await world.removeRepository(name);
    if (!(error instanceof ProjectFileError)) throw error;
    throw new SandboxError(`${path}: ${error.message}`, { cause: error });
  }
  return target;
}

/** Removes the configuration that was written for the stack of an own repository. */
export async function forgetOwnRepository(root: string, stack: string): Promise<void> {
  await rm(ownStackFile(root, stack).file, { force: true });
}

/** An address, which nothing here clones from. Without a password, should it hold one. */
function refuseAddress(path: string): void {
  if (
    !/^(?:[a-z][a-z0-9+.-]*:\/\/|[\w.-]+@[\w.-]+:|(?:www\.)?(?:github|gitlab)\.com\/)/i.test(path)
  )
    return;
  const address = path.replace(/\/\/[^/@]*@/, '//');
  const directory = repositoryName(address);
  throw new SandboxError(
    `REPO=${address}: this is an address, and the sandbox works on clones of repositories on this machine; clone it first: git clone ${address} ${directory}, then make up REPO=${directory}`,
  );
}

async function seeded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CloneError) throw new SandboxError(error.message, { cause: error });
    throw error;
  }
}

/** A name that GitHub takes; the sample project keeps its own. */
function repositoryName(origin: string): string {
  const name = basename(origin, '.git')
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 80);
  if (name === '') return 'repository';
  return name === sampleRepository ? `${name}-own` : name;
}

/** The configuration of the stack of an own repository. */
export const ownStackFile = (root: string, stack: string): OwnStackFile =>
  new OwnStackFile(join(dataDirectory(root), 'config', `Pulumi.${stack}.yaml`));

interface Reading {
  /** What the stack file says. */
  readonly used: object;
  /** What detection says. */
  readonly settings: object;
  readonly notes: readonly string[];
  readonly isEdited: boolean;
}

/** What was read out of the repository, and what the pipeline will find missing. */
function reading(file: string, { used, settings, notes, isEdited }: Reading): string {
  const differs = isEdited && JSON.stringify(used) !== JSON.stringify(settings);
  return [
    isEdited
      ? `Settings of this repository, as edited in ${file}:`
      : `Settings that this repository needs, in ${file}; edit them there, they are kept:`,
    ...indented(used),
    ...(differs
      ? [
          'What is detected, which that file overrides (delete it to start anew):',
          ...indented(settings),
        ]
      : []),
    ...notes.map((note) => `Note: ${note}`),
    '',
  ].join('\n');
}

const indented = (settings: object): readonly string[] =>
  (Object.keys(settings).length === 0 ? 'the defaults fit' : stringify(settings).trimEnd())
    .split('\n')
    .map((line) => `  ${line}`);
