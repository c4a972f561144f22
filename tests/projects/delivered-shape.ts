import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { type PipelineSettings } from '../../core/config/pipeline-settings';
import { type LockingManager, packageManagers } from '../../core/tools/managers';
import { uvCache } from '../../sandbox/actions/tools';
import { inspectProject, type World } from '../../sandbox/world';
import { applyChange, commitAll, deliveredCheckout, git } from '../support/sample-checkout';
import { settingsOfStack } from '../support/stack-settings';
import { pinnedTool, runProgram } from '../support/tools';
import { installed } from './interpreters';
import { type Shape } from './shape';

/** A shape's repository in a sandbox, with what Gatehouse delivers to it. */
export interface DeliveredShape {
  /** What detection proposes. */
  readonly detected: object;
  readonly settings: PipelineSettings;
  /** A clone at `main`. */
  readonly checkout: string;
}

/** Commits a shape's files to a repository of its own, with a lock file that its manager writes now. */
function makeRepository(shape: Shape, directory: string): string {
  const repository = path.join(directory, 'origin');
  mkdirSync(repository, { recursive: true });
  git(repository, 'init', '--quiet', '--initial-branch=main');
  // What running any project leaves, and nobody commits.
  applyChange(repository, { '.gitignore': '__pycache__/\n*.egg-info/\nbuild/\n', ...shape.files });
  if (shape.lock !== undefined) writeLock(repository, shape.lock);
  if (shape.submodule !== undefined) {
    const { path: mounted, files } = shape.submodule;
    const other = path.join(directory, 'submodule');
    mkdirSync(other);
    git(other, 'init', '--quiet', '--initial-branch=main');
    applyChange(other, files);
    commitAll(other, 'Start');
    const local = ['-c', 'protocol.file.allow=always'];
    git(repository, ...local, 'submodule', '--quiet', 'add', other, mounted);
  }
  commitAll(repository, 'Start');
  if (shape.tag !== undefined) git(repository, 'tag', shape.tag);
  return repository;
}

const lockCommands: Readonly<Record<LockingManager, readonly string[]>> = {
  uv: ['lock'],
  poetry: [
    'tool',
    'run',
    ...(packageManagers.poetry.uvTool ?? 'poetry').split(' '),
    'lock',
    '--no-interaction',
  ],
  pdm: ['tool', 'run', ...(packageManagers.pdm.uvTool ?? 'pdm').split(' '), 'lock'],
};

function writeLock(repository: string, manager: LockingManager): void {
  const args = lockCommands[manager];
  const { status, stdout, stderr } = runProgram(pinnedTool('uv'), args, {
    cwd: repository,
    env: { UV_CACHE_DIR: uvCache, UV_PYTHON: '3.11', PDM_CHECK_UPDATE: 'false' },
  });
  if (status !== 0) throw new Error(`uv ${args.join(' ')}: ${stdout}${stderr}`);
}

/** Puts a shape into the sandbox as `make up REPO=` does with a user's repository, and delivers to it. */
export async function deliverShape(
  world: World,
  shape: Shape,
  directory: string,
): Promise<DeliveredShape> {
  const { name } = shape;
  await world.seedRepository({ name, source: { gitRepository: makeRepository(shape, directory) } });
  const origin = world.repository(name)?.gitDirectory ?? '';
  const { settings: detected } = await inspectProject(origin, 'main');
  const python = { ...detected.python, ...runnable(detected.python?.versions) };
  const [settings] = settingsOfStack(`${name}.yaml`, {
    github: { owner: world.owner },
    delivery: { mode: 'pullRequest' },
    repositories: [
      {
        name,
        ...detected,
        python,
        ...shape.added,
        gates: { ...detected.gates, ...shape.added?.['gates'] },
        // No time is spent on further attempts of what fails here anyway.
        retries: { network: { attempts: 1 }, tests: { reruns: 0 } },
      },
    ],
  });
  if (settings === undefined) throw new Error(`${name} is not in its stack`);
  const checkout = path.join(directory, 'checkout');
  await deliveredCheckout(origin, checkout, settings);
  git(checkout, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'update', '--init');
  return { detected, settings, checkout };
}

/** Of the versions of a matrix those that this machine has: GitHub has all of them. */
function runnable(versions: readonly string[] | undefined): {
  readonly versions?: readonly string[];
} {
  return versions === undefined ? {} : { versions: versions.filter((one) => installed.has(one)) };
}

/** A `sudo` that only writes down what it is asked: packages of the system are not installed by tests. */
export function recordingSudo(directory: string): { readonly path: string; readonly log: string } {
  const programs = path.join(directory, 'programs');
  const log = path.join(directory, 'sudo.txt');
  mkdirSync(programs, { recursive: true });
  const script = `#!/bin/sh\necho "$*" >> '${log}'\n`;
  writeFileSync(path.join(programs, 'sudo'), script, { mode: 0o755 });
  return { path: programs, log };
}
