import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../support/tools';
import { describeWith } from '../support/with-program';

/*
 * The pack under the real engine and under the embedded host, on a program that knows nothing of either: the same
 * verdicts, word for word. The providers' plugins have to be installed as well; a preview of new resources needs no
 * account, and what the GitHub provider asks about its owner is answered here.
 */

const pack = join(projectRoot, 'policies');
let directory: string;
let github: Server;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'gatehouse-engine-'));
  cpSync(join(pack, 'fixtures', 'shop'), join(directory, 'shop'), { recursive: true });
  mkdirSync(join(directory, 'state'));
  symlinkSync(join(projectRoot, 'node_modules'), join(directory, 'shop', 'node_modules'));
  github = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ login: 'acme', id: 1, node_id: 'O_1', type: 'Organization' }));
  });
  await new Promise<void>((listening) => github.listen(0, '127.0.0.1', listening));
});

afterAll(async () => {
  await new Promise((closed) => github.close(closed));
  rmSync(directory, { recursive: true });
});

interface Answer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, args: readonly string[]): Promise<Answer> {
  const { port } = github.address() as AddressInfo;
  const child = spawn(command, args, {
    cwd: join(directory, 'shop'),
    env: {
      ...process.env,
      PULUMI_BACKEND_URL: `file://${join(directory, 'state')}`,
      PULUMI_CONFIG_PASSPHRASE: 'not-a-passphrase',
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      // Only with it the engine offers its event log, the one form of its verdicts that a program can read.
      PULUMI_DEBUG_COMMANDS: 'true',
      SHOP_GITHUB_URL: `http://127.0.0.1:${String(port)}/`,
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (status) => {
      done({ status, stdout, stderr });
    });
  });
}

interface Verdict {
  readonly policy: string;
  readonly level: string;
  readonly urn: string;
  readonly message: string;
}

const inOrder = (verdicts: readonly Verdict[]): readonly Verdict[] =>
  [...verdicts].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

const packArguments = (preset: string): readonly string[] => [
  ...['--stack', 'dev', '--policy-pack', pack],
  ...['--policy-pack-config', join(pack, 'presets', `${preset}.json`)],
];

interface EngineEvent {
  readonly policyEvent?: {
    readonly policyName: string;
    readonly enforcementLevel: string;
    readonly resourceUrn?: string;
    readonly message: string;
  };
}

async function engineVerdicts(preset: string) {
  const log = join(directory, `${preset}.jsonl`);
  const options = ['--non-interactive', '--color', 'never', '--event-log', log];
  const { status, stdout, stderr } = await run('pulumi', [
    ...['preview', ...options],
    ...packArguments(preset),
  ]);
  if (!existsSync(log)) throw new Error(`the engine did not start: ${stdout}${stderr}`);
  const events = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as EngineEvent);
  const verdicts = events.flatMap(({ policyEvent: event }): Verdict[] =>
    event === undefined
      ? []
      : [
          {
            policy: event.policyName,
            level: event.enforcementLevel,
            urn: event.resourceUrn ?? '',
            message: event.message.replace(/<\{%.*?%\}>/g, '').trim(),
          },
        ],
  );
  return { status, verdicts: inOrder(verdicts) };
}

async function hostVerdicts(preset: string) {
  const host = [join(projectRoot, 'host', 'bin.mjs'), 'plan', '--json'];
  const { status, stdout, stderr } = await run(process.execPath, [
    ...host,
    ...packArguments(preset),
  ]);
  if (stdout === '') throw new Error(`the host did not start: ${stderr}`);
  const report = JSON.parse(stdout) as {
    readonly policies: { readonly verdicts: readonly (Omit<Verdict, 'urn'> & { urn?: string })[] };
  };
  const verdicts = report.policies.verdicts.map(({ policy, level, urn = '', message }) => ({
    policy,
    level,
    urn,
    message: message.trim(),
  }));
  return { status, verdicts: inOrder(verdicts) };
}

describeWith('pulumi')('the real engine and the embedded host', () => {
  beforeAll(async () => {
    const { status, stderr } = await run('pulumi', ['stack', 'init', 'dev']);
    if (status !== 0) throw new Error(`no stack: ${stderr}`);
  });

  test.each(['dev', 'prod', 'strict'])('agree under the preset %s', async (preset) => {
    const engine = await engineVerdicts(preset);
    const host = await hostVerdicts(preset);
    expect(engine.verdicts.length).toBeGreaterThan(25);
    expect(host.verdicts).toEqual(engine.verdicts);
    // Advice lets the preview go on, a mandatory violation ends it.
    expect([engine.status, host.status]).toEqual(preset === 'dev' ? [0, 0] : [1, 1]);
  });
});

test('the host alone judges every kind of rule on this program', async () => {
  const { verdicts } = await hostVerdicts('prod');
  expect(verdicts.map(({ policy }) => policy)).toEqual(
    expect.arrayContaining([
      'workflow-readable',
      'template-injection',
      'coverage-gate',
      'required-contexts',
      'protected-environments',
      'cloud-keys',
      'oidc-trust',
      'queue-dead-letters',
      'bucket-public-access',
    ]),
  );
  const on = (policy: string): readonly string[] =>
    verdicts
      .filter((verdict) => verdict.policy === policy)
      .map(({ urn }) => urn.split('::').at(-1) ?? '');
  expect(on('bucket-public-access')).toEqual(['open']);
});
