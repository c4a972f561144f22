import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleSettings, renderPipeline } from '../core/pipeline';
import { type PipelineSettings } from '../core/config/pipeline-settings';
import { defaultCanaryPolicy } from '../core/smoke/canary/policy';
import { checkFile } from './check-directory';
import { type PackConfig } from './pack-config';

/* What Gatehouse renders, judged by the rules Gatehouse ships. */

const preset = (name: string): PackConfig =>
  JSON.parse(readFileSync(join(__dirname, 'presets', `${name}.json`), 'utf8')) as PackConfig;

const blocking: PipelineSettings = {
  ...exampleSettings,
  gates: { ...exampleSettings.gates, security: 'enforce', types: 'enforce' },
};
const variants: Readonly<Record<string, PipelineSettings>> = {
  'house defaults': exampleSettings,
  'blocking security': blocking,
  'every optional job': {
    ...blocking,
    python: { ...exampleSettings.python, versions: ['3.12', '3.11', '3.10'] },
    build: {
      ...exampleSettings.build,
      sbom: true,
      attest: true,
      dockerfile: 'deploy/Dockerfile',
    },
  },
  deployments: {
    ...blocking,
    ...(blocking.smoke === undefined
      ? {}
      : {
          smoke: {
            ...blocking.smoke,
            environments: { production: { baseUrl: 'https://www.example.com' } },
          },
        }),
    deploy: {
      start: 'ci',
      artifact: { kind: 'wheel' },
      environments: [
        { name: 'staging', canary: { url: 'https://canary.example.com', ...defaultCanaryPolicy } },
        { name: 'production' },
      ],
      commands: { deploy: ['make'], canary: ['make canary'], rollback: ['make roll-back'] },
      running: { path: '/health', field: 'version', is: 'version' },
      oidc: { audience: 'sts.amazonaws.com', awsRegion: 'eu-central-1' },
      env: {},
      secrets: { KEY: 'DEPLOY_KEY' },
      timeoutMinutes: 30,
      commandMinutes: 10,
    },
  },
  guarded: {
    ...blocking,
    guard: {
      level: 'guarded',
      restrictPushes: false,
      owners: ['@acme/platform'],
      app: { id: 4711, privateKey: { env: 'KEY' } },
    },
  },
  'requirements without uv': {
    ...blocking,
    python: { ...exampleSettings.python, manager: 'pip', tools: 'gatehouse' },
  },
  'no caches, no further branches': {
    ...blocking,
    branches: [],
    caches: { uv: false, manager: false },
  },
};

function violations(settings: PipelineSettings, config: PackConfig): readonly string[] {
  const { files, problems } = renderPipeline(settings);
  expect(problems).toEqual([]);
  return files
    .filter((file) => file.path.startsWith('.github/workflows/'))
    .flatMap((file) => checkFile(file.path, file.content, config))
    .map(({ rule, file, line, message }) => `${rule} ${file ?? ''}:${String(line)} ${message}`);
}

test.each(Object.entries(variants))('prod has nothing against %s', (_name, settings) => {
  expect(violations(settings, preset('prod'))).toEqual([]);
});

test.each(Object.entries(variants).filter(([, { gates }]) => gates.security === 'enforce'))(
  'strict has nothing against %s',
  (_name, settings) => {
    expect(violations(settings, preset('strict'))).toEqual([]);
  },
);

test('strict wants security to block, which the house defaults do not', () => {
  const found = violations(exampleSettings, preset('strict'));
  expect(found.map((text) => text.split(' ')[0])).toEqual([
    'security-blocking',
    'security-blocking',
  ]);
});

describe('the mode new', () => {
  const onlyNew: PipelineSettings = {
    ...exampleSettings,
    gates: {
      ...exampleSettings.gates,
      ...{ lint: 'new', format: 'new', types: 'new', tests: 'new', security: 'new' },
    },
  };
  const rules = ['coverage-gate', 'lint-enforced', 'security-blocking', 'tests-enforced'];
  /** A preset whose day is this one. */
  const until = (newUntil: string): PackConfig => ({
    ...preset('strict'),
    ...Object.fromEntries(
      rules.map((rule) => [
        rule,
        { ...(preset('strict')[rule] as Readonly<Record<string, unknown>>), newUntil },
      ]),
    ),
  });

  test('satisfies the policies up to the day that the preset sets', () => {
    expect(violations(onlyNew, until('2999-12-31'))).toEqual([]);
  });

  test('is a violation of each from the day after on', () => {
    const found = violations(onlyNew, until('2020-01-01'));
    expect([...new Set(found.map((text) => text.split(' ')[0]))].sort()).toEqual(rules);
    expect(found[0]).toContain('only what its baseline does not have');
  });

  test('is a violation at once where no day is set', () => {
    const found = violations(onlyNew, { all: 'mandatory', 'coverage-gate': 'mandatory' });
    expect(found.map((text) => text.split(' ')[0])).toContain('lint-enforced');
  });
});

/** A gate weakened by one setting, and the rule that names it. */
const weakened: Readonly<Record<string, readonly [Partial<PipelineSettings>, string]>> = {
  'lint only warns': [{ gates: { ...blocking.gates, lint: 'warn' } }, 'lint-enforced'],
  'coverage below the minimum': [{ gates: { ...blocking.gates, coverage: 79 } }, 'coverage-gate'],
  'readiness below the minimum': [
    { gates: { ...blocking.gates, readiness: 89 } },
    'readiness-gate',
  ],
  'a timeout of an hour and more': [
    { timeouts: { ...blocking.timeouts, test: 61 } },
    'job-timeouts',
  ],
  'readiness weekly instead of daily': [
    { schedules: { ...blocking.schedules, readiness: '0 9 * * 1' } },
    'schedules',
  ],
  'a moving runner': [{ runner: 'ubuntu-latest' }, 'moving-runners'],
};

test.each(Object.entries(weakened))('%s is named', (_name, [change, rule]) => {
  const found = violations({ ...blocking, ...change }, preset('prod'));
  expect(new Set(found.map((text) => text.split(' ')[0]))).toEqual(new Set([rule]));
});
