import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { stringify } from 'yaml';
import { type LoggedRequest } from '../../sandbox/github/router';
import { openTestWorld, type TestWorld } from '../sandbox/test-world';

// Each run starts three processes.
const root = path.resolve(__dirname, '..', '..');
const ci = '.github/workflows/ci.yml';
const repositories = ['direct', 'reviewed'] as const;
type Name = (typeof repositories)[number];

interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a pull request meets in a repository at one moment. */
interface Moment {
  /** Names that protection requires; undefined: the branch is not protected. */
  readonly required: readonly string[] | undefined;
  /** Name that the branch's own workflow reports. */
  readonly reported: string | undefined;
}

let world: TestWorld;
let directory: string;
const moments: Record<Name, Moment[]> = { direct: [], reviewed: [] };

beforeAll(async () => {
  world = await openTestWorld();
  for (const name of repositories) await world.make(name);
  directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-fleet-'));
  const plugins = { providers: [{ name: 'gatehouse', path: path.join(root, 'provider') }] };
  const runtime = { name: 'nodejs', options: { typescript: false } };
  const main = path.join(__dirname, 'fixtures', 'fleet');
  const project = { name: 'fleet', runtime, main, plugins };
  writeFileSync(path.join(directory, 'Pulumi.yaml'), stringify(project));
  // Every request that may have changed something is followed by a look at both repositories.
  const log = world.requests as LoggedRequest[];
  log.push = (...requests) => {
    if (requests.some(({ method }) => method !== 'GET')) repositories.forEach(remember);
    return Array.prototype.push.apply(log, requests);
  };
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  expect(world.github.violations).toEqual([]);
  await world.dispose();
});

function remember(name: Name): void {
  const now = momentOf(name);
  if (JSON.stringify(now) !== JSON.stringify(moments[name].at(-1))) moments[name].push(now);
}

function momentOf(name: Name): Moment {
  const { rulesets, protections } = world.github.world.required('acme', name);
  const [ruleset] = rulesets;
  const [rule] = protections;
  const checks = ruleset?.rules.find(({ type }) => type === 'required_status_checks');
  const named = checks?.parameters?.['required_status_checks'] as { context: string }[] | undefined;
  const required =
    ruleset !== undefined
      ? (named ?? []).map(({ context }) => context)
      : rule?.requiredStatusChecks.map(({ context }) => context);
  const listed = world.git(name, 'ls-tree', '-r', '--name-only', 'main').split('\n');
  const text = listed.includes(ci) ? world.git(name, 'show', `main:${ci}`) : '';
  return { required, reported: /name: (.*)$/.exec(text)?.[1] };
}

function gatehouse(args: readonly string[], token = world.token): Promise<Finished> {
  const environment = {
    ...process.env,
    GITHUB_BASE_URL: `${world.githubUrl}/`,
    GITHUB_OWNER: world.owner,
    GITHUB_TOKEN: token,
  };
  const command = [path.join(root, 'cli', 'bin.mjs'), ...args, '--stack', 'dev'];
  return new Promise((resolve) => {
    const done = (error: Error | null, stdout: string, stderr: string): void => {
      const { code } = (error ?? { code: 0 }) as { readonly code?: unknown };
      resolve({ code: typeof code === 'number' ? code : 1, stdout, stderr });
    };
    execFile(process.execPath, command, { cwd: directory, env: environment }, done);
  });
}

async function up(job: string): Promise<void> {
  wants(job);
  const { code, stdout, stderr } = await gatehouse(['up', '--yes']);
  expect({ code, output: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, output: '' });
}

function wants(job: string): void {
  const config = { 'fleet:job': job, 'fleet:app': world.appId, 'fleet:secret': 'hunter2' };
  writeFileSync(path.join(directory, 'Pulumi.dev.yaml'), stringify({ config }));
}

/** What merging the pull request does to the branch, whatever its checks say. */
async function merge(name: Name): Promise<void> {
  const text = world.git(name, 'show', `gatehouse/pipeline:${ci}`);
  await world.push(name, 'main', { [ci]: `${text}\n` }, 'Merge');
  remember(name);
}

interface DriftJson {
  readonly drifted: boolean;
  readonly requests: number;
  readonly findings: readonly {
    readonly repository: string;
    readonly kind: string;
    readonly change: string;
    readonly details: readonly string[];
  }[];
}

const shown = (report: string): readonly string[] =>
  (JSON.parse(report) as DriftJson).findings.map(
    ({ repository, kind, change, details }) =>
      `${repository} ${kind} ${change} ${details.join(', ')}`,
  );

describe('a fleet', () => {
  test('whose credential lacks a right is reported by up, before anything is touched', async () => {
    wants('One');
    const token = 'token-without-rights';
    const permissions = { contents: 'write' } as const;
    const more = { login: 'robot', kind: 'fine-grained', role: 'write', permissions } as const;
    world.github.world.account('robot');
    world.github.world.tokens.set(token, { token, ...more });
    const { code, stdout } = await gatehouse(['up', '--yes'], token);
    expect(code).toBe(1);
    expect(stdout).toContain('Secrets: read and write (secrets=read)');
    expect(stdout).toContain('Nothing was changed');
    for (const name of repositories) {
      expect(momentOf(name)).toEqual({ required: undefined, reported: undefined });
    }
  });

  test('gets, renames and loses its required check without a moment in which nothing can merge', async () => {
    await up('One');
    await merge('reviewed');
    await up('One');
    await up('Two');
    // The pull request with the new name still waits.
    expect(momentOf('reviewed')).toEqual({ required: ['One'], reported: 'One' });
    await merge('reviewed');
    await up('Two');
    const { code, stdout } = await gatehouse(['drift']);
    expect(stdout).toContain('No drift: 2 repositories unchanged since the last update');
    expect(stdout).not.toContain('not readable');
    expect(code).toBe(0);

    expect(moments.direct).toEqual([
      { required: undefined, reported: undefined },
      { required: undefined, reported: 'One' },
      { required: ['One'], reported: 'One' },
      // Runs that reported the former name count until protection follows, within the same update.
      { required: ['One'], reported: 'Two' },
      { required: ['Two'], reported: 'Two' },
    ]);
    expect(moments.reviewed).toEqual([
      { required: undefined, reported: undefined },
      { required: [], reported: undefined },
      { required: [], reported: 'One' },
      { required: ['One'], reported: 'One' },
      { required: ['One'], reported: 'Two' },
      { required: ['Two'], reported: 'Two' },
    ]);
  });

  test('has its drift listed: files, protection, secrets, schedules; and no state is written', async () => {
    const state = path.join(directory, '.gatehouse', 'stacks', 'dev.json');
    const before = readFileSync(state, 'utf8');
    const exported = path.join(directory, 'export.json');
    writeFileSync(exported, (await gatehouse(['stack', 'export'])).stdout);
    const { world: github } = world.github;
    const direct = github.required('acme', 'direct');
    await world.push('direct', 'main', { [ci]: 'on: push\n' }, 'By hand');
    direct.rulesets.splice(0);
    Object.assign(direct.actionsSecrets, {
      TOKEN: { ...direct.actionsSecrets['TOKEN'], updatedAt: '2031-01-01T00:00:00Z' },
    });
    github.required('acme', 'reviewed').workflowStates[ci] = 'disabled_inactivity';
    const findings = [
      `acme/direct files changed files["${ci}"]`,
      'acme/direct protection gone ',
      'acme/direct secrets changed written since the last update, not by the stack',
      'acme/reviewed schedules disabled disabled by GitHub after 60 days without a commit',
    ];
    const sent = world.requests.length;
    const four = ['--only', 'files,protection,secrets,schedules'];
    const found = await gatehouse(['drift', '--json', ...four]);
    expect({ code: found.code, findings: shown(found.stdout) }).toEqual({ code: 2, findings });
    const { requests } = JSON.parse(found.stdout) as DriftJson;
    expect(world.requests.length - sent).toBe(requests);
    // One request a repository for each of files, protection, secrets and schedules.
    expect(requests).toBeLessThanOrEqual(4 * repositories.length);

    const some = ['drift', '--json', '--only', 'secrets,schedules', '--state', exported];
    expect(shown((await gatehouse(some)).stdout)).toEqual(findings.slice(2));
    expect(readFileSync(state, 'utf8')).toBe(before);
  });

  test('has what nobody declared listed once', async () => {
    const base = { owner: 'acme', repo: 'direct' };
    const environment = { ...base, environment_name: 'hidden' };
    await world.octokit.request(
      'PUT /repos/{owner}/{repo}/environments/{environment_name}',
      environment,
    );
    const intruder = '.github/workflows/leak.yml';
    await world.push('direct', 'main', { [intruder]: 'on: push\n', 'x/action.yml': 'x' }, 'Leak');
    const since = ['drift', '--json', '--only', 'undeclared', '--since', 'known.json'];
    const look = async (): Promise<readonly string[]> => {
      const { code, stdout } = await gatehouse(since);
      const { findings } = JSON.parse(stdout) as {
        findings: readonly { subject: string; change: string }[];
      };
      expect(code).toBe(findings.length === 0 ? 0 : 2);
      return findings.map(({ subject, change }) => `${subject} ${change}`);
    };
    expect(await look()).toEqual([
      'action x/action.yml undeclared',
      'environment hidden undeclared',
      `workflow ${intruder} undeclared`,
    ]);
    expect(await look()).toEqual([]);
    await world.push('direct', 'main', { [intruder]: 'on: pull_request\n' }, 'Leak more');
    expect(await look()).toEqual([`workflow ${intruder} changed`]);
    writeFileSync(path.join(directory, 'known.json'), '[]');
    const { code, stderr } = await gatehouse(since);
    expect(code).toBe(1);
    expect(stderr).toContain('was not written by an earlier look');
  });

  test('loses protection before its files', async () => {
    const { code } = await gatehouse(['down', '--yes']);
    expect(code).toBe(0);
    for (const name of repositories) {
      const last = moments[name].slice(-3);
      const gone = last.findIndex(({ required }) => required === undefined);
      expect(gone).toBeGreaterThanOrEqual(0);
      expect(last.slice(gone).every(({ required }) => required === undefined)).toBe(true);
    }
    expect(momentOf('direct')).toEqual({ required: undefined, reported: undefined });
  });
});
