import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attachProviders, type AttachedProviders } from '../../sandbox/attached-providers';
import { projectRoot } from '../support/tools';
import { describeWith } from '../support/with-program';
import { eventLogEnvironment, readVerdicts, type LoggedVerdict } from './engine-events';

/*
 * The pack under the real engine and under the embedded host, on a program that knows nothing of either and with the same
 * provider plugins: the same verdicts, word for word.
 */

const pack = join(projectRoot, 'policies');
let directory: string;
let providers: AttachedProviders;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'gatehouse-engine-'));
  cpSync(join(projectRoot, 'tests', 'policies', 'shop'), join(directory, 'shop'), {
    recursive: true,
  });
  mkdirSync(join(directory, 'state'));
  symlinkSync(join(projectRoot, 'node_modules'), join(directory, 'shop', 'node_modules'));
  providers = await attachProviders(process.env);
});

afterAll(() => {
  providers.stop();
  rmSync(directory, { recursive: true });
});

interface Answer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, args: readonly string[]): Promise<Answer> {
  const child = spawn(command, args, {
    cwd: join(directory, 'shop'),
    env: {
      ...process.env,
      ...providers.environment,
      PULUMI_BACKEND_URL: `file://${join(directory, 'state')}`,
      PULUMI_CONFIG_PASSPHRASE: 'not-a-passphrase',
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      ...eventLogEnvironment,
      SHOP_GITHUB_URL: 'http://127.0.0.1:9/',
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

const inOrder = (verdicts: readonly LoggedVerdict[]): readonly LoggedVerdict[] =>
  [...verdicts].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** @param preset a preset, or a configuration that a test wrote into the directory. */
const packArguments = (preset: string): readonly string[] => {
  const written = join(directory, `${preset}.json`);
  const config = existsSync(written) ? written : join(pack, 'presets', `${preset}.json`);
  return ['--stack', 'dev', '--policy-pack', pack, '--policy-pack-config', config];
};

async function engineVerdicts(preset: string, ...more: readonly string[]) {
  const log = join(directory, `${[preset, ...more].join('-')}.jsonl`);
  const options = ['--non-interactive', '--color', 'never', '--event-log', log];
  const { status, stdout, stderr } = await run('pulumi', [
    ...['preview', ...options],
    ...packArguments(preset),
    ...more,
  ]);
  if (!existsSync(log)) throw new Error(`the engine did not start: ${stdout}${stderr}`);
  return { status, verdicts: inOrder(readVerdicts(log)) };
}

async function hostVerdicts(preset: string) {
  const host = [join(projectRoot, 'cli', 'bin.mjs'), 'plan', '--json'];
  const { status, stdout, stderr } = await run(process.execPath, [
    ...host,
    ...packArguments(preset),
  ]);
  if (stdout === '') throw new Error(`the host did not start: ${stderr}`);
  const report = JSON.parse(stdout) as {
    readonly policies: {
      readonly verdicts: readonly (Omit<LoggedVerdict, 'urn'> & { urn?: string })[];
    };
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

  test('a waiver of the configuration counts under both, for its policy and its file alone', async () => {
    const prod = JSON.parse(readFileSync(join(pack, 'presets', 'prod.json'), 'utf8')) as object;
    const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const of = { rule: 'template-injection', repository: 'shop', path: '.github/workflows/ci.yml' };
    const waiver = { ...of, why: 'Only members open pull requests', owner: '@acme/shop', until };
    writeFileSync(
      join(directory, 'waived.json'),
      JSON.stringify({ ...prod, exceptions: { enforcementLevel: 'mandatory', waivers: [waiver] } }),
    );
    const all = await engineVerdicts('prod');
    const engine = await engineVerdicts('waived');
    const host = await hostVerdicts('waived');
    expect(all.verdicts.filter(({ policy }) => policy === of.rule)).not.toEqual([]);
    const isListed = ({ policy }: LoggedVerdict) => policy === 'excepted-findings';
    expect(engine.verdicts.filter((one) => !isListed(one))).toEqual(
      all.verdicts.filter(({ policy }) => policy !== of.rule),
    );
    expect(engine.verdicts.filter(isListed).map(({ message }) => message)).toContainEqual(
      expect.stringContaining(`excepted by a waiver until ${until} (@acme/shop)`),
    );
    expect(host.verdicts).toEqual(engine.verdicts);
  });

  test('a targeted update of a new stack is judged by its target alone', async () => {
    const all = await engineVerdicts('prod');
    const targeted = await engineVerdicts('prod', '--target=**::key');
    const judged = targeted.verdicts.filter(({ message }) => !message.includes("can't run policy"));
    expect(judged).toContainEqual(expect.objectContaining({ policy: 'cloud-keys' }));
    const isOf = (name: string) => (verdict: LoggedVerdict) => verdict.urn.endsWith(`::${name}`);
    expect(judged.filter(isOf('key'))).toEqual(all.verdicts.filter(isOf('key')));
    // Of a bucket or queue the engine does not show whether the program says nothing of it, or the update leaves it out.
    const others = judged.filter((verdict) => !isOf('key')(verdict));
    expect(others.filter(({ urn }) => !/:(?:Bucket|Queue|LogGroup)::/.test(urn))).toEqual([]);
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
