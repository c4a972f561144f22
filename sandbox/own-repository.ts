import { dataDirectory } from '../cli/state/data-directory';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { stringify } from 'yaml';
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
 * Brings a clone of the user's own repository into the sandbox and writes the configuration of a stack for it, from what
 * the repository looks like. The clone is made once; the original is only read.
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
  const origin = resolve(path);
  const name = repositoryName(origin);
  const stack = `local-${name}`;
  const file = configFile(root, stack);
  const target = {
    stack,
    configFile: relative(root, file),
    // A trial: what the project has no check of yet is warned of, and refuses nothing.
    policyConfig: 'sandbox/own-policy-config.json',
    repository: name,
  };
  const known = await knownOrigin(file);
  if (known !== undefined && known !== origin) {
    const engine = keeperOf(root, stack) ?? 'host';
    const takeAway = makeCommand('down', { ownPath: known, engine });
    throw new SandboxError(
      `${path}: the sandbox has a repository ${name} already, a clone of ${known}; remove that first: ${takeAway}`,
    );
  }
  if (use === 'existing') return target;
  const { created } = await seed(world, name, origin);
  const place = world.repository(name);
  if (place === undefined) throw new SandboxError(`${name} is not in the sandbox`);
  try {
    const { settings, notes } = await inspectProject(place.gitDirectory, place.defaultBranch);
    await writeConfig(file, origin, world, { name, ...settings });
    if (created) process.stdout.write(`${reading(settings, notes)}\n`);
  } catch (error) {
    if (created) await world.removeRepository(name);
    if (!(error instanceof ProjectFileError)) throw error;
    throw new SandboxError(`${path}: ${error.message}`, { cause: error });
  }
  return target;
}

/** Removes the configuration that was written for the stack of an own repository. */
export async function forgetOwnRepository(root: string, stack: string): Promise<void> {
  await rm(configFile(root, stack), { force: true });
}

async function seed(
  world: World,
  name: string,
  origin: string,
): Promise<{ readonly created: boolean }> {
  try {
    return await world.seedRepository({ name, source: { gitRepository: origin } });
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

function configFile(root: string, stack: string): string {
  return join(dataDirectory(root), 'config', `Pulumi.${stack}.yaml`);
}

/** What was read out of the repository, and what the pipeline will find missing. */
function reading(settings: object, notes: readonly string[]): string {
  const found = Object.keys(settings).length === 0 ? '  the defaults fit\n' : stringify(settings);
  return [
    'Settings for this repository:',
    ...found
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
    ...notes.map((note) => `Note: ${note}`),
    '',
  ].join('\n');
}

const originLine = '# A clone of ';

async function knownOrigin(file: string): Promise<string | undefined> {
  if (!existsSync(file)) return undefined;
  const [first = ''] = (await readFile(file, 'utf8')).split('\n');
  return first.startsWith(originLine) ? first.slice(originLine.length) : undefined;
}

async function writeConfig(
  file: string,
  origin: string,
  world: World,
  repository: object,
): Promise<void> {
  const config = {
    'gatehouse:github': { owner: world.owner },
    // In a clone it is safe to show what would become of workflows that are there already.
    'gatehouse:delivery': { mode: 'commit', adopt: true },
    'gatehouse:defaults': { protection: { bypassApps: [world.appId] } },
    'gatehouse:repositories': [repository],
  };
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, `${originLine}${origin}\n${stringify({ config })}`);
}
