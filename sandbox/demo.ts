import { dataDirectory } from '../cli/state/data-directory';
import { defaultDataBranch } from '../core/readiness/policy';
import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { startingAws } from './aws/loopback-aws';
import { runFunctions } from './aws/run-functions';
import { demonstrateReadiness, type Demonstration } from './demo-readiness';
import { runGit } from './github/git';
import { sampleTarget, up, withWorld } from './local-stack';
import { keeperOf } from './stack-state';
import { demoRepository, sampleRepository, type World } from './world';

/**
 * Shows what the delivered workflows do: runs them on a copy of the delivered sample project, and prints the score, the
 * pull request's comment, where the dashboard is and the Slack messages. Made afresh each time; what `make up` made
 * stays as it is.
 *
 * @returns the exit code: 0 when every workflow ended as it has to.
 */
export async function demo(root: string): Promise<number> {
  const isDelivered = await withWorld(root, (world) => hasPipeline(world));
  if (!isDelivered) {
    const code = await up(root, { engine: keeperOf(root, sampleTarget.stack) ?? 'host' });
    if (code !== 0) return code;
  }
  return withWorld(root, async (world) => {
    const source = world.repository(sampleRepository);
    if (source === undefined) throw new Error(`${sampleRepository} is not in the sandbox`);
    const directory = join(dataDirectory(root), 'demo');
    await rm(directory, { recursive: true, force: true });
    await world.removeRepository(demoRepository);
    await world.seedRepository({
      name: demoRepository,
      source: { gitRepository: source.gitDirectory },
    });
    const earlier = (await world.messages()).length;
    const shown = await demonstrateReadiness(world, {
      repository: demoRepository,
      directory: join(directory, 'runs'),
      offline: false,
      tell: (message) => process.stdout.write(`${message} ...\n`),
    });
    const dashboard = join(directory, 'dashboard');
    const git = world.repository(demoRepository)?.gitDirectory ?? '';
    await runGit(['clone', '--quiet', '--branch', defaultDataBranch, git, dashboard]);
    await rm(join(directory, 'runs'), { recursive: true, force: true });
    const lines = [
      ...runLines(shown),
      '',
      `Comment on pull request #${shown.pullRequest}`,
      ...(await commentLines(world, shown.pullRequest)),
      '',
      'Slack',
      ...(await slackLines(world, earlier)),
      '',
      'Dashboard',
      `  ${relative(root, join(dashboard, 'index.html'))} (a self-contained page), README.md, readiness.json and badge.json beside it`,
      `  ${(await runGit(['-C', dashboard, 'log', '--format=%h %s'])).toString('utf8').trim().split('\n').join('\n  ')}`,
      '',
      ...(await functionLines(root, world)),
    ];
    process.stdout.write(`\n${lines.join('\n')}`);
    return isAsItHasToBe(shown) ? 0 : 1;
  });
}

/** The same look at the same runs, by the functions of the stack's AWS runtime. */
async function functionLines(root: string, world: World): Promise<readonly string[]> {
  const aws = startingAws();
  try {
    const target = { ...sampleTarget, repository: demoRepository };
    const lines = await runFunctions(root, world, target, aws);
    if (lines.length === 0) return [];
    return ['The functions of the AWS runtime, run once', ...lines.map((line) => `  ${line}`), ''];
  } finally {
    await aws.close();
  }
}

async function hasPipeline(world: World): Promise<boolean> {
  const place = world.repository(sampleRepository);
  if (place === undefined) return false;
  const tree = await runGit(['-C', place.gitDirectory, 'ls-tree', '-r', '--name-only', 'HEAD']);
  return tree.toString('utf8').split('\n').includes('.github/workflows/ci.yml');
}

function isAsItHasToBe({ green, proposed, commented, broken, dashboards }: Demonstration): boolean {
  const passed = [green, commented, ...dashboards].every((run) => run.conclusion === 'success');
  return passed && proposed.conclusion === 'failure' && broken.conclusion === 'failure';
}

function runLines({ green, proposed, broken }: Demonstration): readonly string[] {
  const runs = [
    ['As delivered', green],
    ['The pull request', proposed],
    ['Past the gate', broken],
  ] as const;
  return runs.flatMap(([title, run]) => [
    `${title}: CI ${run.conclusion}`,
    ...[...run.conclusions].map(([job, conclusion]) => `  ${conclusion.padEnd(8)} ${job}`),
    ...scoreLine(run.output.get('readiness') ?? ''),
  ]);
}

/** What the gate printed first. */
function scoreLine(log: string): readonly string[] {
  const found = /^.*\b\d+(\.\d+)? %.*$/m.exec(log);
  return found === null ? [] : [`  ${found[0].trim()}`];
}

async function commentLines(world: World, number: number): Promise<readonly string[]> {
  const { comments } = world.github.world.required(world.owner, demoRepository);
  const own = comments.filter((one) => one.issue === number);
  return Promise.resolve(own.flatMap(({ author, body }) => [`  ${author}:`, ...indented(body)]));
}

async function slackLines(world: World, earlier: number): Promise<readonly string[]> {
  const messages = (await world.messages()).slice(earlier);
  if (messages.length === 0) return ['  nothing'];
  return messages.flatMap((message) => [
    `  #${message.channelName}`,
    ...textsIn(message.blocks).flatMap(indented),
  ]);
}

/** Texts of Block Kit blocks, in order. */
function textsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  const { text, ...rest } = value as { readonly text?: unknown };
  const own = typeof text === 'string' ? [text] : textsIn(text);
  return [...own, ...textsIn(Object.values(rest))];
}

function indented(text: string): readonly string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`.trimEnd());
}
