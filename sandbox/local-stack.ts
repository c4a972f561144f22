import { dataDirectory } from '../cli/state/data-directory';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startingAws, type StartingAws } from './aws/loopback-aws';
import { recordedStack } from './aws/recorded-stack';
import { runFunctions } from './aws/run-functions';
import { requireEngine } from './engine-project';
import { deliveredCommit, nextSteps } from './next-steps';
import { forgetOwnRepository, ownRepository, ownStackFile } from './own-repository';
import { proofText, prove } from './prove';
import { engineArguments, runEngine } from './run-engine';
import { runHost } from './run-host';
import {
  type Engine,
  forgetStack,
  hasNoStack,
  makeCommand,
  refuseOtherKeeper,
  type StackRequest,
} from './stack-state';
import { SandboxError, type Target } from './target';
import {
  demoRepository,
  openWorld,
  sampleRepository,
  type SandboxRepository,
  seedSampleProject,
  type World,
} from './world';

/** The stack of Pulumi.local.yaml. */
export const sampleTarget: Target = {
  stack: 'local',
  configFile: 'Pulumi.local.yaml',
  policyConfig: 'sandbox/policy-config.json',
  repository: sampleRepository,
};

/**
 * Delivers the pipeline to the sample project, or to a clone of the user's own repository, and says what was done.
 *
 * @returns the exit code of the embedded host, or of the engine.
 * @throws {SandboxError} when the user's repository cannot be used, or something else keeps the stack's state; nothing is
 * left behind then.
 */
export async function up(root: string, request: StackRequest): Promise<number> {
  if (request.prove === true && request.ownPath === undefined)
    throw new SandboxError('PROVE=1 is for a repository of your own: name it by REPO=path');
  if (request.engine === 'pulumi') requireEngine(process.env);
  return withWorld(root, async (world) => {
    refuseOtherKeeper(root, await knownTarget(root, world, request), request);
    const target = await seededTarget(root, world, request);
    const place = world.repository(target.repository);
    if (place === undefined) throw new SandboxError(`${target.repository} is not in the sandbox`);
    process.stdout.write(
      `Sandbox: GitHub at ${world.githubUrl}, Slack at ${world.slackUrl}, repository ${world.owner}/${target.repository}\n\n`,
    );
    const before = await deliveredCommit(place);
    // The functions run against it when the update is through; a stack of one's own has none.
    const aws = request.ownPath === undefined ? startingAws() : undefined;
    try {
      const code = await run(root, world, target, request.engine, 'up');
      if (code !== 0) return code;
      if (request.engine === 'pulumi') await showRecorded(root, target);
      if (aws !== undefined) await showFunctions(root, world, target, aws);
      const after = await deliveredCommit(place);
      process.stdout.write(`\n${await nextSteps(root, place, before, after, request)}`);
      return request.prove === true ? await showProof(root, target, place) : code;
    } finally {
      await aws?.close();
    }
  });
}

/** Where the output of a stack's proof is, relative to the root. */
const proofLog = (stack: string): string => join('.gatehouse', 'proof', `${stack}.log`);

/** @returns 0 when every gate is green. */
async function showProof(root: string, target: Target, place: SandboxRepository): Promise<number> {
  const settings = await ownStackFile(root, target.stack).settings();
  if (settings === undefined)
    throw new SandboxError(`${target.configFile} has no repository to prove`);
  process.stdout.write('\nThe gates are run on the repository, in some minutes ...\n');
  const proof = await prove(place, settings);
  const log = proofLog(target.stack);
  await mkdir(dirname(join(root, log)), { recursive: true });
  await writeFile(join(root, log), proof.log);
  process.stdout.write(`\n${proofText(proof, target.configFile, log)}`);
  return proof.gates.every(({ state }) => state === 'green') ? 0 : 1;
}

function run(
  root: string,
  world: World,
  target: Target,
  engine: Engine,
  command: 'up' | 'down',
): Promise<number> {
  return engine === 'host'
    ? runHost(root, world, target, command)
    : runEngine(root, world, target, engineArguments(root, target, command));
}

/** The engine calls created what there is no AWS for; the host says so itself. */
async function showRecorded(root: string, target: Target): Promise<void> {
  const resources = await recordedStack(root, target);
  const recorded = resources.filter(({ type }) => type.startsWith('aws:')).length;
  if (recorded === 0) return;
  process.stdout.write(
    `\n${recorded} of them are AWS resources, recorded only (placeholder IDs).\n`,
  );
}

/** The stack's AWS resources are recorded only; its functions are run all the same. */
async function showFunctions(
  root: string,
  world: World,
  target: Target,
  aws: StartingAws,
): Promise<void> {
  const lines = await runFunctions(root, world, target, aws);
  if (lines.length === 0) return;
  process.stdout.write(
    `\nThe functions, run once here\n${lines.map((one) => `  ${one}\n`).join('')}`,
  );
}

/** Removes what {@link up} made: the stack's resources, its repository and its state. */
export async function down(root: string, request: StackRequest): Promise<number> {
  if (request.engine === 'pulumi') requireEngine(process.env);
  return withWorld(root, async (world) => {
    const target = await knownTarget(root, world, request);
    refuseOtherKeeper(root, target, request);
    if (world.repository(target.repository) === undefined) {
      process.stdout.write('Nothing to remove: the repository is not in the sandbox.\n');
      return 0;
    }
    const exitCode = await run(root, world, target, request.engine, 'down');
    if (exitCode !== 0) return exitCode;
    await world.removeRepository(target.repository);
    if (target.repository === sampleRepository) {
      await world.removeRepository(demoRepository);
      await rm(join(dataDirectory(root), 'demo'), { recursive: true, force: true });
    }
    await forgetStack(root, target.stack);
    await forgetOwnRepository(root, target.stack);
    await rm(join(root, proofLog(target.stack)), { force: true });
    return 0;
  });
}

/**
 * Runs any command of the Pulumi engine on the stack that {@link up} delivers, such as one that looks at its state.
 *
 * @returns the engine's exit code.
 * @throws {SandboxError} when the sandbox does not have the stack's repository.
 */
export async function pulumi(
  root: string,
  ownPath: string | undefined,
  words: readonly string[],
): Promise<number> {
  requireEngine(process.env);
  return withWorld(root, async (world) => {
    const request: StackRequest = { ownPath, engine: 'pulumi' };
    const target = await knownTarget(root, world, request);
    if (world.repository(target.repository) === undefined) {
      throw new SandboxError(
        `${target.repository} is not in the sandbox; run ${makeCommand('up', request)}`,
      );
    }
    return runEngine(root, world, target, words);
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
        'Press Ctrl-C to stop.',
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

/** The stack that is asked for; nothing is made. */
async function knownTarget(root: string, world: World, { ownPath }: StackRequest): Promise<Target> {
  return ownPath === undefined ? sampleTarget : ownRepository(root, world, ownPath, 'existing');
}

/** The stack that is asked for, its repository in the sandbox. */
async function seededTarget(
  root: string,
  world: World,
  { ownPath }: StackRequest,
): Promise<Target> {
  if (ownPath !== undefined) return ownRepository(root, world, ownPath);
  await seedSampleProject(world);
  return sampleTarget;
}

/** Opens the world for as long as the work takes; one that is empty afterwards leaves nothing behind. */
export async function withWorld<T>(root: string, work: (world: World) => Promise<T>): Promise<T> {
  const world = await openWorld({ directory: join(dataDirectory(root), 'sandbox') });
  try {
    return await work(world);
  } finally {
    const isEmpty = world.github.world.repositories().length === 0;
    await world.close();
    if (isEmpty) await removeEmptySandbox(root);
  }
}

/** Once the last repository and the last stack are gone, nothing in the directory is of use to anyone. */
async function removeEmptySandbox(root: string): Promise<void> {
  if (await hasNoStack(root)) await rm(dataDirectory(root), { recursive: true, force: true });
}
