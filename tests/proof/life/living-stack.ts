import { execFile, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { parse, stringify } from 'yaml';
import { attachProviders, type AttachedProviders } from '../../../sandbox/attached-providers';
import { addRun } from '../../../sandbox/github/add-run';
import { mergeOpenPulls } from '../../sandbox/merge-open-pulls';
import { openTestWorld, type TestWorld } from '../../sandbox/test-world';
import { eventLogEnvironment, readVerdicts, type LoggedVerdict } from '../../engine/engine-events';
import { WorkingCopy } from '../../main-job/working-copy';

/** A stack that the project ships, and the settings of the policy pack that it is run with. */
export interface ShippedStack {
  readonly stack: 'local' | 'dev' | 'prod';
  readonly owner: string;
  readonly packConfig: string;
}

const shippedStacks: readonly ShippedStack[] = [
  { stack: 'local', owner: 'acme', packConfig: 'sandbox/policy-config.json' },
  { stack: 'dev', owner: 'acme-dev', packConfig: 'policies/presets/dev.json' },
  { stack: 'prod', owner: 'acme', packConfig: 'policies/presets/prod.json' },
];

export function shippedStack(name: ShippedStack['stack']): ShippedStack {
  const found = shippedStacks.find(({ stack }) => stack === name);
  if (found === undefined) throw new Error(`no stack ${name} is shipped`);
  return found;
}

/** The configuration of a stack as far as the tests edit it. */
export interface StackConfiguration {
  readonly 'gatehouse:defaults': Record<string, unknown>;
  readonly 'gatehouse:repositories': Record<string, unknown>[];
  'gatehouse:rollout'?: Record<string, unknown>;
}

/** A resource whose creation was begun. */
export interface PendingResource {
  readonly urn: string;
  readonly type: string;
  readonly parent: string;
  /** Of the provider resource: its URN and its id. */
  readonly provider: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

export interface Finished {
  readonly code: number;
  /** Standard output and standard error. */
  readonly output: string;
  readonly stdout: string;
}

/** Every rule has something to say about every shipped stack. */
const strictPack = [
  ...['--policy-pack', 'policies'],
  ...['--policy-pack-config', 'policies/presets/strict.json'],
];
const maximumOutputBytes = 64 * 1024 * 1024;

/**
 * A shipped stack under the real engine, in a copy of the project, with the sandbox's GitHub and Slack behind the
 * providers.
 */
export class LivingStack {
  private constructor(
    private readonly shipped: ShippedStack,
    private readonly copy: WorkingCopy,
    readonly world: TestWorld,
    private readonly providers: AttachedProviders,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  static async create(shipped: ShippedStack): Promise<LivingStack> {
    const world = await openTestWorld({ owner: shipped.owner });
    const copy = WorkingCopy.create();
    const services = {
      GITHUB_BASE_URL: `${world.githubUrl}/`,
      GITHUB_TOKEN: world.token,
      SLACK_API_URL: `${world.slackUrl}/api/`,
      SLACK_TOKEN: world.slackToken,
      // A webhook of a channel that is not the stack's: a name that is taken would stop the update.
      SLACK_WEBHOOK_URL: await world.slackWebhookUrl('elsewhere'),
    };
    const providers = await attachProviders({ ...process.env, ...services });
    const backend = path.join(copy.directory, '.engine');
    mkdirSync(backend);
    const stack = new LivingStack(shipped, copy, world, providers, {
      ...process.env,
      ...services,
      ...providers.environment,
      ...eventLogEnvironment,
      PULUMI_BACKEND_URL: `file://${backend}`,
      PULUMI_CONFIG_PASSPHRASE: 'staple',
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      FORCE_COLOR: '0',
    });
    for (const name of stack.repositories()) await stack.makeRepository(name);
    await stack.succeed('stack', 'init');
    return stack;
  }

  private get file(): string {
    return path.join(this.copy.directory, `Pulumi.${this.shipped.stack}.yaml`);
  }

  private get pack(): readonly string[] {
    return ['--policy-pack', 'policies', '--policy-pack-config', this.shipped.packConfig];
  }

  repositories(): readonly string[] {
    const { config } = parse(readFileSync(this.file, 'utf8')) as { config: StackConfiguration };
    return config['gatehouse:repositories'].map(({ name }) => String(name));
  }

  /** A repository with what the stacks ask for: files of both layouts of a Python project. */
  async makeRepository(name: string): Promise<void> {
    const project = `[project]\nname = "${name}"\nversion = "1.0.0"\n`;
    await this.world.make(name, {
      'pyproject.toml': project,
      'requirements.txt': '\n',
      '.github/CODEOWNERS': '* @octocat\n',
    });
  }

  /** Edits the stack's configuration file. */
  edit(change: (config: StackConfiguration) => void): void {
    const whole = parse(readFileSync(this.file, 'utf8')) as { config: StackConfiguration };
    change(whole.config);
    writeFileSync(this.file, stringify(whole));
  }

  /** `pulumi up` with the policy pack, preview and update, as a user runs it. */
  up(...args: readonly string[]): Promise<Finished> {
    return this.run('pulumi', 'up', '--yes', '--stack', this.shipped.stack, ...this.pack, ...args);
  }

  /** The command line of Gatehouse, beside the engine. */
  gatehouse(...args: readonly string[]): Promise<Finished> {
    return this.run(process.execPath, path.join(this.copy.directory, 'cli', 'bin.mjs'), ...args);
  }

  pulumi(...args: readonly string[]): Promise<Finished> {
    return this.run('pulumi', ...args, '--stack', this.shipped.stack);
  }

  /** The standard output. @throws with the whole output when the command fails. */
  async succeed(...args: readonly string[]): Promise<string> {
    const { code, output, stdout } = await this.pulumi(...args);
    if (code !== 0) throw new Error(`pulumi ${args.join(' ')} failed: ${output}`);
    return stdout;
  }

  /** Starts `pulumi up` and kills it, and all it has started, as soon as GitHub has been asked for this. */
  async killedUp(
    isMoment: (request: { readonly method: string; readonly path: string }) => boolean,
  ): Promise<void> {
    const before = this.world.requests.length;
    const args = [
      'up',
      '--yes',
      '--skip-preview',
      '--non-interactive',
      '--stack',
      this.shipped.stack,
    ];
    const child = spawn('pulumi', args, {
      cwd: this.copy.directory,
      env: this.environment,
      stdio: 'ignore',
      detached: true,
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const isOver = async (): Promise<boolean> =>
      Promise.race([
        ended.then(() => true),
        new Promise<false>((r) => setTimeout(() => r(false), 10)),
      ]);
    while (!this.world.requests.slice(before).some(isMoment)) {
      if (await isOver())
        throw new Error('the update came to its end before the moment to kill it');
    }
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    await ended;
  }

  /** The verdicts of the pack in a preview of the engine and in a plan of the host on the same state. */
  async verdicts(): Promise<{
    readonly engine: readonly string[];
    readonly host: readonly string[];
  }> {
    const { stack } = this.shipped;
    const engine = await this.engineVerdicts();
    const states = path.join(this.copy.directory, '.gatehouse', 'stacks');
    mkdirSync(states, { recursive: true });
    writeFileSync(path.join(states, `${stack}.json`), await this.succeed('stack', 'export'));
    const host = [path.join(this.copy.directory, 'cli', 'bin.mjs'), 'plan', '--json'];
    const { stdout } = await this.run(process.execPath, ...host, '--stack', stack, ...strictPack);
    const { policies } = JSON.parse(stdout) as {
      readonly policies: { readonly verdicts: readonly LoggedVerdict[] };
    };
    return { engine, host: inOrder(policies.verdicts) };
  }

  /** The verdicts of the pack in a preview of the engine. */
  async engineVerdicts(...args: readonly string[]): Promise<readonly string[]> {
    const { stack } = this.shipped;
    const log = path.join(this.copy.directory, '.engine', 'events.jsonl');
    writeFileSync(log, '');
    await this.run(
      'pulumi',
      'preview',
      '--stack',
      stack,
      '--event-log',
      log,
      ...strictPack,
      ...args,
    );
    return inOrder(readVerdicts(log));
  }

  /** Merges every open pull request, whatever the branch's rules ask for; gives how many there were. */
  merge(): number {
    return mergeOpenPulls(this.world);
  }

  /** Every repository's ci.yml succeeds once on its default branch. */
  async runChecks(): Promise<void> {
    const { world } = this.world.github;
    for (const { owner, name } of world.repositories()) {
      const jobs = [{ name: 'CI Success', conclusion: 'success' }];
      await addRun(world, { owner, repository: name, workflow: 'ci.yml', jobs });
    }
  }

  /** What an interrupted update had begun to create, as the state tells it. */
  async pendingCreations(): Promise<readonly PendingResource[]> {
    const { deployment } = JSON.parse(await this.succeed('stack', 'export')) as {
      readonly deployment: {
        readonly pending_operations?: readonly { type: string; resource: PendingResource }[];
      };
    };
    return (deployment.pending_operations ?? [])
      .filter(({ type }) => type === 'creating')
      .map(({ resource }) => resource);
  }

  /** `pulumi import` of a resource that exists in a repository under a name. */
  async takeOver({ urn, type, parent, provider, inputs }: PendingResource): Promise<void> {
    const id = `${String(inputs['repository'])}:${String(inputs['variableName'] ?? inputs['name'])}`;
    const providerUrn = provider.split('::').slice(0, -1).join('::');
    await this.succeed(
      ...['import', type, urn.split('::').at(-1) ?? '', id],
      ...['--parent', `parent=${parent}`, '--provider', `github=${providerUrn}`],
      ...['--yes', '--skip-preview', '--protect=false', '--generate-code=false'],
    );
  }

  async dispose(): Promise<void> {
    this.providers.stop();
    await this.world.dispose();
    this.copy.remove();
  }

  private run(command: string, ...args: readonly string[]): Promise<Finished> {
    const all = command === 'pulumi' ? [...args, '--non-interactive'] : [...args];
    return new Promise((resolve) => {
      execFile(
        command,
        all,
        { cwd: this.copy.directory, env: this.environment, maxBuffer: maximumOutputBytes },
        (error, stdout, stderr) => {
          const { code } = (error ?? { code: 0 }) as { readonly code?: unknown };
          resolve({ code: typeof code === 'number' ? code : 1, output: stdout + stderr, stdout });
        },
      );
    });
  }
}

const inOrder = (verdicts: readonly LoggedVerdict[]): readonly string[] =>
  verdicts
    .map(({ level, policy, urn = '', message }) => `${level} ${policy} ${urn} ${message.trim()}`)
    .sort();
