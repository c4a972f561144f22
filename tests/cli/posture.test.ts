import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { stringify } from 'yaml';
import { openTestWorld, type TestWorld } from '../sandbox/test-world';
import { runGatehouse } from './run-gatehouse';

const loose = [
  'on: [push, pull_request_target]',
  'jobs:',
  '  a:',
  '    runs-on: ubuntu-24.04',
  '    steps:',
  '      - uses: actions/checkout@v5',
  '        with:',
  '          ref: ${{ github.event.pull_request.head.sha }}',
  '      - run: echo "${{ secrets.USED }}"',
  '',
].join('\n');
const tight = [
  'on: push',
  'permissions: {}',
  'jobs:',
  '  a:',
  '    runs-on: ubuntu-24.04',
  '    timeout-minutes: 5',
  '    steps:',
  '      - run: make',
  '',
].join('\n');

let world: TestWorld;
let directory: string;
/** What docs/posture.md asks for, and no more. */
const token = 'ghs_posture';
const permissions = {
  actions: 'read',
  administration: 'read',
  contents: 'read',
  dependabot_secrets: 'read',
  metadata: 'read',
  secrets: 'read',
  security_events: 'read',
  vulnerability_alerts: 'read',
} as const;

beforeAll(async () => {
  world = await openTestWorld();
  const { owner, octokit } = world;
  await world.make('orders', { '.github/workflows/ci.yml': loose });
  const head = await world.make('billing', {
    '.github/workflows/ci.yml': tight,
    '.github/dependabot.yml': 'version: 2\n',
    CODEOWNERS: `* @${owner}/all\n`,
    'SECURITY.md': 'Report vulnerabilities to security@example.org; we answer within 5 days.\n',
  });
  const place = { owner, repo: 'billing' };
  const rules = [
    { type: 'deletion' },
    { type: 'non_fast_forward' },
    {
      type: 'pull_request',
      parameters: {
        required_approving_review_count: 1,
        dismiss_stale_reviews_on_push: true,
        require_code_owner_review: false,
        require_last_push_approval: false,
        required_review_thread_resolution: false,
      },
    },
  ];
  await octokit.request('POST /repos/{owner}/{repo}/rulesets', {
    ...place,
    name: 'main',
    target: 'branch',
    enforcement: 'active',
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    rules: rules as never,
  });
  await octokit.request('PUT /repos/{owner}/{repo}/vulnerability-alerts', place);
  await octokit.request('PUT /repos/{owner}/{repo}/environments/{environment_name}', {
    ...place,
    environment_name: 'production',
    deployment_branch_policy: { protected_branches: true, custom_branch_policies: false },
  });
  const { world: github } = world.github;
  const createdAt = '2026-03-01T00:00:00Z';
  const own = { token, login: 'gatehouse[bot]', kind: 'app', permissions, role: 'read' } as const;
  github.tokens.set(token, own);
  const billing = github.required(owner, 'billing');
  const sarif = JSON.stringify({ runs: [{ tool: { driver: { name: 'x' } }, results: [{}] }] });
  billing.codeScanning = [{ id: '1', commit: head, ref: 'refs/heads/main', sarif }];
  billing.releases = [
    {
      id: github.nextId(),
      tag: 'v1',
      assets: [
        { id: github.nextId(), name: 'billing.whl' },
        { id: github.nextId(), name: 'billing.whl.sigstore.json' },
      ],
      createdAt,
    },
  ];

  directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-posture-'));
  const project = { name: 'gatehouse', runtime: 'nodejs', main: 'infra' };
  writeFileSync(path.join(directory, 'Pulumi.yaml'), stringify(project));
  const config = {
    'gatehouse:github': { owner },
    'gatehouse:delivery': { mode: 'pullRequest' },
    'gatehouse:repositories': [
      { name: 'orders', posture: { minimum: 5 } },
      { name: 'billing', posture: { minimum: 5 } },
    ],
  };
  writeFileSync(path.join(directory, 'Pulumi.prod.yaml'), stringify({ config }));
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  expect(world.github.violations).toEqual([]);
  await world.dispose();
});

interface Report {
  readonly requests: number;
  readonly fleet: { readonly score: number; readonly gains: readonly { readonly id: string }[] };
  readonly repositories: readonly {
    readonly repository: string;
    readonly score: number;
    readonly checks: readonly {
      readonly name: string;
      readonly verdict: { readonly state: string; readonly score?: number };
    }[];
    readonly changes?: readonly object[];
  }[];
}

async function posture(...args: readonly string[]) {
  const before = world.github.requests.length;
  const ended = await runGatehouse(directory, { ...world, token }, ['posture', ...args]);
  return { ...ended, sent: world.github.requests.slice(before) };
}

async function report(...args: readonly string[]): Promise<Report> {
  return JSON.parse((await posture(...args, '--json')).stdout) as Report;
}

/** Scores of a repository's checks; words where there is none. */
function verdicts({ repositories }: Report, name: string): Record<string, number | string> {
  const found = repositories.find(({ repository }) => repository === name);
  return Object.fromEntries(
    (found?.checks ?? []).map(({ name: check, verdict }) => [
      check,
      verdict.score ?? verdict.state,
    ]),
  );
}

test('judges the repositories of a stack, each check by what GitHub shows', async () => {
  const found = await report();
  expect(verdicts(found, 'acme/orders')).toMatchObject({
    'Branch-Protection': 0,
    'Dangerous-Workflow': 0,
    'Dependency-Update-Tool': 0,
    License: 0,
    'Pinned-Dependencies': 0,
    SAST: 0,
    'Security-Policy': 0,
    'Signed-Releases': 'absent',
    'Token-Permissions': 0,
    Vulnerabilities: 'unknown',
    Webhooks: 'unknown',
    'Code-Owners': 0,
    Environments: 'absent',
    Secrets: 'absent',
  });
  expect(verdicts(found, 'acme/billing')).toMatchObject({
    'Branch-Protection': 4,
    'Dangerous-Workflow': 10,
    'Dependency-Update-Tool': 10,
    'Pinned-Dependencies': 'absent',
    SAST: 10,
    'Security-Policy': 10,
    'Signed-Releases': 8,
    'Token-Permissions': 10,
    Vulnerabilities: 10,
    'Code-Owners': 10,
    Environments: 10,
  });
  const [orders, billing] = found.repositories;
  expect(billing?.score).toBeGreaterThan((orders?.score ?? 10) + 5);
  expect(found.fleet.score).toBeCloseTo(((orders?.score ?? 0) + (billing?.score ?? 0)) / 2, 0);
  expect(found.fleet.gains[0]?.id).toBe('dangerous-workflow');
});

test('prints scores with their sources and what would help most, and fails below the minimum', async () => {
  const { code, stdout, stderr, sent } = await posture();
  expect(stderr).toBe('');
  expect(code).toBe(2);
  expect(stdout).toMatch(
    /^acme\/orders: \d(?:\.\d)? of 10, below the minimum of 5; \d+ checks not known$/m,
  );
  expect(stdout).toMatch(/^acme\/billing: \d(?:\.\d)? of 10; \d+ checks not known$/m);
  expect(stdout).toContain(
    "checks out ${{ github.event.pull_request.head.sha }} in a workflow with the base branch's secrets [.github/workflows/ci.yml:6]",
  );
  expect(stdout).toContain('What would help most:\n  +');
  const changing = sent.filter(
    ({ method, path: to }) => method !== 'GET' && !to.endsWith('/graphql'),
  );
  expect(changing).toEqual([]);
  expect(stdout).toContain(`${sent.length} requests; nothing was changed.`);
});

test('asks three things of a repository that neither doctor nor drift asks', async () => {
  const { sent } = await posture('acme/billing');
  const asked = sent.map(({ path: to }) =>
    to
      .replace(/\?.*$/, '')
      .replace(/^.*\/repos\/acme\//, '')
      .replace(/^.*\/graphql$/, 'graphql')
      .replace(/rulesets\/\d+$/, 'rulesets/ID'),
  );
  const ofDoctorAndDrift = [
    'billing',
    'billing/actions/permissions',
    'billing/actions/permissions/workflow',
    'billing/actions/secrets',
    'billing/branches/main',
    'billing/codeowners/errors',
    'billing/dependabot/secrets',
    'billing/environments',
    'billing/git/trees/main',
    'billing/hooks',
    'billing/rules/branches/main',
    'billing/rulesets/ID',
    'graphql',
  ];
  const ofOwner = ['.github/git/trees/HEAD'];
  const more = ['billing/code-scanning/alerts', 'billing/dependabot/alerts', 'billing/releases'];
  expect([...asked].sort()).toEqual([...ofDoctorAndDrift, ...ofOwner, ...more].sort());
});

test('shows what changed since an earlier look', async () => {
  const file = path.join(directory, 'posture.json');
  const first = await posture('acme/orders', '--since', file);
  expect(first).toMatchObject({ code: 0 });
  expect(first.stdout).not.toContain('since the look before');
  await world.push('orders', 'main', {
    'SECURITY.md': 'See https://example.org/security for it.\n',
  });
  const second = await posture('acme/orders', '--since', file);
  expect(second.stdout).toContain('better: Security-Policy from 0 to 9');
  const kept = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly repositories: Readonly<Record<string, { readonly points: readonly object[] }>>;
  };
  expect(kept.repositories['acme/orders']?.points).toHaveLength(2);
  expect((await posture('acme/orders', '--since', file)).stdout).toContain('no change;');
  writeFileSync(file, '{}');
  const damaged = await posture('acme/orders', '--since', file);
  expect(damaged.code).toBe(1);
  expect(damaged.stderr).toContain('is not what an earlier `gatehouse posture --since` wrote');
});

test('prints Markdown, and says what it could not read', async () => {
  const { code, stdout } = await posture('acme/billing', 'acme/nowhere', '--markdown');
  expect(code).toBe(1);
  expect(stdout).toContain('| `acme/nowhere` | not read | |');
  expect(stdout).toMatch(
    /^\| Signed-Releases \| high \| 8 \| `v1: signed` \| `GET .*\/releases` \|$/m,
  );
  expect(await posture('acme')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('expected OWNER/NAME; found acme') as unknown,
  });
});
