import { parse } from 'yaml';
import { formatProblem } from '../core/kernel/problem';
import { renderPipeline } from '../core/pipeline';
import { loadStack } from '../core/config/load';
import { pipelineSettings } from '../core/config/pipeline-settings';
import { jobUsage, runsPerMonth, stackCost } from './cost-usage';

const smoke = {
  baseUrl: 'https://staging.example.com',
  checks: [{ name: 'healthy', kind: 'health', path: '/health' }],
};
const everything = {
  name: 'orders',
  mcp: { command: ['python', '-m', 'orders'] },
  environments: { staging: {}, pypi: {} },
  publish: { environment: 'pypi' },
  deploy: {
    environments: [{ name: 'staging' }],
    commands: { deploy: ['make deploy'], rollback: ['make roll-back'] },
  },
  performance: {},
  jobs: { docs: { title: 'Documentation', steps: [{ name: 'Build', run: ['mkdocs build'] }] } },
  smoke: {
    ...smoke,
    canary: { url: 'https://canary.example.com' },
    rollback: true,
    e2e: { command: ['pytest', 'e2e'] },
  },
  build: { attest: true, dockerfile: 'Dockerfile' },
  python: { versions: ['3.12', '3.11'] },
  projects: { worker: { python: { directory: 'worker' } } },
};

function load(repositories: readonly object[], rest: object = {}) {
  const stack = {
    github: { owner: 'acme' },
    delivery: { mode: 'pullRequest' },
    repositories,
    ...rest,
  };
  const loaded = loadStack({
    file: 'Pulumi.test.yaml',
    values: Object.fromEntries(
      Object.entries(stack).map(([key, value]) => [key, JSON.stringify(value)]),
    ),
    isSecret: () => false,
  });
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.config;
}

/** Ids of all jobs of the workflows that a repository gets. */
function renderedJobs(config: ReturnType<typeof load>): readonly string[] {
  return config.repositories.flatMap((repository) => {
    const { files, problems } = renderPipeline(pipelineSettings('acme', repository, true));
    expect(problems).toEqual([]);
    return files
      .filter(({ path }) => path.startsWith('.github/workflows/'))
      .flatMap(({ content }) => Object.keys((parse(content) as { jobs: object }).jobs));
  });
}

test.each([
  ['with every optional job', everything],
  ['with no optional job', { name: 'billing' }],
])('the estimate counts the jobs of the workflows, %s', (_name, entry) => {
  const config = load([entry]);
  const counted = config.repositories.flatMap((each) => jobUsage(each, config.cost));
  expect(counted.map(({ name }) => name).sort()).toEqual([...renderedJobs(config)].sort());
});

test.each([
  ['0 9 * * *', 365 / 12],
  ['17 */4 * * *', (6 * 365) / 12],
  ['45 9 1 * *', 1],
  ['*/5 * * * *', (288 * 365) / 12],
  ['30 9 * * 1', 52 / 12],
])('%s runs %d times a month', (cron, expected) => {
  expect(runsPerMonth(cron)).toBeCloseTo(expected, 6);
});

test('every Python version is a test job of its own', () => {
  const config = load([everything]);
  const [repository] = config.repositories;
  if (repository === undefined) throw new Error('no repository');
  const job = (name: string) =>
    jobUsage(repository, config.cost).find((each) => each.name === name)?.runsPerMonth ?? 0;
  expect(job('test')).toBe(2 * job('lint'));
});

test('what is not enabled in AWS costs nothing there, and the estimate says so in one line less', () => {
  const off = stackCost(load([everything]));
  expect(off.month.aws).toBe(0);
  const on = stackCost(
    load([everything], {
      aws: {
        readiness: { enabled: true, githubCredentials: { ssmParameter: '/app' } },
        smoke: { enabled: true },
        alarms: { email: 'ci@acme.example' },
      },
    }),
  );
  expect(on.month.actions).toBe(off.month.actions);
  expect(on.month.aws).toBeGreaterThan(3);
  expect(on.lines).toContain('CloudWatch alarms: 15, $1.50');
});

test('further environments, regions and metrics of checks multiply what monitors cost', () => {
  const line = (smoke: object, entry: object, what: string) => {
    const aws = { smoke: { enabled: true, ...smoke }, alarms: { email: 'ci@acme.example' } };
    const { lines } = stackCost(load([entry], { aws }));
    const [, found = ''] =
      /: ([\d.]+(?:,\d{3})*)/.exec(lines.find((one) => one.startsWith(what)) ?? '') ?? [];
    return Number(found.replaceAll(',', ''));
  };
  const two = {
    ...everything,
    environments: { ...everything.environments, second: {} },
    smoke: { ...everything.smoke, environments: { second: { baseUrl: 'https://b.example' } } },
  };
  const regions = { 'us-east-1': {}, 'ap-southeast-2': {} };
  const what = 'CloudWatch alarms';
  expect([line({}, everything, what), line({}, two, what), line({ regions }, two, what)]).toEqual([
    4, 6, 18,
  ]);
  expect(line({ slow: { aboveMs: 500 }, regions }, two, what)).toBe(18 + 6);
  const metrics = (checkMetrics: boolean) =>
    line({ checkMetrics, everyMinutes: 5 }, everything, 'CloudWatch metrics');
  // Eight of an environment, and seven of each of its checks; each billed by the hour, however often it is written.
  expect(metrics(false)).toBe(8);
  expect(metrics(true)).toBe(8 + 7 * smoke.checks.length);
});

test('what a network, Secrets Manager and a key of one’s own cost is a line of each', () => {
  const { lines } = stackCost(
    load([everything], {
      aws: {
        readiness: { enabled: true, githubCredentials: { secretsManager: 'gatehouse/app' } },
        smoke: {
          enabled: true,
          vpc: { subnets: ['subnet-0123456789'], securityGroups: ['sg-0123456789'] },
        },
        slackWebhook: { secretsManager: 'gatehouse/slack' },
        secretsKey: 'arn:aws:kms:eu-central-1:111122223333:key/1',
        alarms: { email: 'ci@acme.example' },
      },
    }),
  );
  expect(lines).toEqual(
    expect.arrayContaining([
      'NAT gateway: 730 hours, $32.85',
      'Secrets Manager: 2 secrets, $0.80',
      'KMS key: 1 keys, $1.00',
    ]),
  );
});

test('a bot of the monitors has its secret, and the alarm on what Slack refuses', () => {
  const lines = (smoke: object) =>
    stackCost(
      load([everything], {
        aws: { smoke: { enabled: true, ...smoke }, alarms: { email: 'ci@acme.example' } },
      }),
    ).lines.filter((line) => /CloudWatch alarms|Secrets Manager/.test(line));
  const token = { secretsManager: 'gatehouse/bot' };
  expect(lines({})).toEqual(['CloudWatch alarms: 4, $0.40']);
  expect(lines({ slackBot: { token, channel: 'ci-alerts' } })).toEqual([
    'CloudWatch alarms: 5, $0.50',
    'Secrets Manager: 1 secrets, $0.40',
  ]);
});

test('measured minutes take the place of the assumed ones, with what caches save, and the basis says which', () => {
  const cost = { pullRequestRuns: 0, pushRuns: 10, plan: 'free' };
  const measured = { on: '2026-03-31', minutes: { lint: 2.5, test: 3 } };
  const one = { name: 'orders', build: { attest: false } };
  const assumed = stackCost(load([one], { cost }));
  const found = stackCost(load([one], { cost: { ...cost, measured } }));
  const lines = (estimate: typeof found) =>
    estimate.lines.filter((line) => /: (lint|test|security): /.test(line));
  expect(lines(found)[0]).toBe('Actions: lint: 25 minutes, $0.15');
  expect(lines(found)[1]).toMatch(/^Actions: test: \d+ minutes/);
  expect(lines(found)[2]).toBe(lines(assumed)[2]);
  expect(found.savedByCaches.minutes).toBeLessThan(assumed.savedByCaches.minutes);
  expect(found.basis).toBe(
    `${assumed.basis}; minutes of lint, test as measured on 2026-03-31, of other jobs assumed`,
  );
});

test('switching the caches off costs what they saved', () => {
  const cached = stackCost(load([everything], { cost: { plan: 'free', pushRuns: 300 } }));
  const cold = stackCost(
    load([{ ...everything, caches: { uv: false, manager: false } }], {
      cost: { plan: 'free', pushRuns: 300 },
    }),
  );
  expect(cached.savedByCaches.usd).toBeGreaterThan(0);
  expect(cold.savedByCaches).toEqual({ minutes: 0, usd: 0 });
  expect(cold.month.actions).toBeGreaterThan(cached.month.actions);
});
