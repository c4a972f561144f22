import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runFunctions } from './aws/run-functions';
import { deliveredCommit, nextSteps } from './next-steps';
import { forgetOwnRepository, ownRepository } from './own-repository';
import { runHost } from './run-host';
import { SandboxError, type Target } from './target';
import {
  demoRepository,
  openWorld,
  sampleRepository,
  seedSampleProject,
  type World,
} from './world';

/** The stack of Pulumi.local.yaml. */
export const sampleTarget: Target = {
  stack: 'local',
  configFile: 'Pulumi.local.yaml',
  repository: sampleRepository,
};

/**
 * Delivers the pipeline to the sample project, or to a clone of the user's own repository, and says what was done.
 *
 * @returns the exit code of the embedded host.
 * @throws {SandboxError} when the user's repository cannot be used; nothing is left behind then.
 */
export async function up(root: string, ownPath: string | undefined): Promise<number> {
  return withWorld(root, async (world) => {
    const target =
      ownPath === undefined ? await sample(world) : await ownRepository(root, world, ownPath);
    const place = world.repository(target.repository);
    if (place === undefined) throw new SandboxError(`${target.repository} is not in the sandbox`);
    process.stdout.write(
      `Sandbox: GitHub at ${world.githubUrl}, Slack at ${world.slackUrl}, repository ${world.owner}/${target.repository}\n\n`,
    );
    const before = await deliveredCommit(place);
    const code = await runHost(root, world, target, 'up');
    if (code === 0) {
      if (ownPath === undefined) await showFunctions(root, world, target);
      const after = await deliveredCommit(place);
      process.stdout.write(`\n${await nextSteps(root, place, before, after, ownPath)}`);
    }
    return code;
  });
}

/** The stack's AWS resources are only written down; its functions are shown at work all the same. */
async function showFunctions(root: string, world: World, target: Target): Promise<void> {
  const lines = await runFunctions(root, world, target);
  if (lines.length === 0) return;
  process.stdout.write(
    `\nThe functions, run once here\n${lines.map((one) => `  ${one}\n`).join('')}`,
  );
}

/** Takes away what {@link up} made: the stack's resources, its repository and its state. */
export async function down(root: string, ownPath: string | undefined): Promise<number> {
  return withWorld(root, async (world) => {
    const target =
      ownPath === undefined ? sampleTarget : await ownRepository(root, world, ownPath, 'existing');
    if (world.repository(target.repository) === undefined) {
      process.stdout.write('Nothing to take away: the sandbox does not have this repository.\n');
      return 0;
    }
    const exitCode = await runHost(root, world, target, 'down');
    if (exitCode !== 0) return exitCode;
    await world.removeRepository(target.repository);
    if (target.repository === sampleRepository) {
      await world.removeRepository(demoRepository);
      await rm(join(root, '.gatehouse', 'demo'), { recursive: true, force: true });
    }
    await forgetStack(root, target.stack);
    await forgetOwnRepository(root, target.stack);
    return 0;
  });
}

/** Serves the sandbox until the process is interrupted. */
export async function serve(root: string): Promise<number> {
  return withWorld(root, async (world) => {
    await seedSampleProject(world);
    const clonable = world.githubUrl.replace('//', `//x-access-token:${world.token}@`);
    process.stdout.write(
      [
        `GitHub  ${world.githubUrl} (REST, GraphQL; token ${world.token})`,
        `        git clone ${clonable}/${world.owner}/${sampleRepository}.git`,
        `Slack   ${world.slackUrl} (token ${world.slackToken})`,
        'Ctrl-C ends it.',
        '',
      ].join('\n'),
    );
    await new Promise<void>((resolve) => {
      process.once('SIGINT', resolve);
      process.once('SIGTERM', resolve);
    });
    return 0;
  });
}

async function sample(world: World): Promise<Target> {
  await seedSampleProject(world);
  return sampleTarget;
}

/** Opens the world for as long as the work takes; one that is empty afterwards leaves nothing behind. */
export async function withWorld<T>(root: string, work: (world: World) => Promise<T>): Promise<T> {
  const world = await openWorld({ directory: join(root, '.gatehouse', 'sandbox') });
  try {
    return await work(world);
  } finally {
    const isEmpty = world.github.world.repositories().length === 0;
    await world.close();
    if (isEmpty) await removeEmptySandbox(root);
  }
}

async function forgetStack(root: string, stack: string): Promise<void> {
  const directory = join(root, '.gatehouse', 'stacks');
  if (!existsSync(directory)) return;
  const files = (await readdir(directory)).filter((file) => file.startsWith(`${stack}.`));
  await Promise.all(files.map((file) => rm(join(directory, file), { force: true })));
}

/** Once the last repository and the last stack are gone, nothing in the directory is of use to anybody. */
async function removeEmptySandbox(root: string): Promise<void> {
  const data = join(root, '.gatehouse');
  const stacks = join(data, 'stacks');
  const left = existsSync(stacks) ? await readdir(stacks) : [];
  if (left.length === 0) await rm(data, { recursive: true, force: true });
}
