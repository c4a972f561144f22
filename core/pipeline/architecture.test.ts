import { parse } from 'yaml';
import { exampleSettings } from './example-settings';
import { renderPipeline } from './render-pipeline';
import { type PipelineSettings } from '../config/pipeline-settings';

/*
 * The boxes of the CI architecture that Gatehouse stands for, one row each: what the document says, and where the
 * rendered files of the example settings do it. A row fails when its box is taken away.
 */

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly name: string;
  readonly needs?: readonly string[];
  readonly if?: string;
  readonly 'timeout-minutes': number;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly steps: readonly Step[];
}

interface Trigger {
  readonly branches?: readonly string[];
  readonly workflows?: readonly string[];
  readonly types?: readonly string[];
}

interface Document {
  readonly on: Readonly<Record<string, Trigger>> & {
    readonly schedule?: readonly { readonly cron: string }[];
  };
  readonly concurrency: { readonly group: string; readonly 'cancel-in-progress': string | boolean };
  readonly jobs: Readonly<Record<string, Job>>;
}

function read(file: string, settings: PipelineSettings = exampleSettings): Document {
  const found = renderPipeline(settings).files.find(({ path }) => path.endsWith(`/${file}`));
  if (found === undefined) throw new Error(`${file} is not rendered`);
  return parse(found.content) as Document;
}

const ci = read('ci.yml');
/** The same of a project that pip installs: the document's fallback. */
const pipCi = read('ci.yml', {
  ...exampleSettings,
  python: { ...exampleSettings.python, manager: 'pip', installer: 'pip' },
});
const withoutWaivers = read('ci.yml', { ...exampleSettings, waivers: { longestDays: 0 } });
const update = read('update-readiness.yml');
const smoke = read('staging-smoke-test.yml');
const comment = read('ci-comment.yml');
const preflight =
  renderPipeline(exampleSettings).files.find(({ path }) => path.endsWith('.mk'))?.content ?? '';

function job(document: Document, id: string): Job {
  const found = document.jobs[id];
  if (found === undefined) throw new Error(`there is no job ${id}`);
  return found;
}

function step(document: Document, id: string, name: string): Step {
  const found = job(document, id).steps.find((each) => each.name === name);
  if (found === undefined) throw new Error(`job ${id} has no step ${name}`);
  return found;
}

const script = (id: string, name: string): string => step(ci, id, name).run ?? '';
const input = (document: Document, id: string, name: string, key: string) =>
  step(document, id, name).with?.[key];
const gate = (key: string) => input(ci, 'readiness', 'Score and enforce the threshold', key);
/** The definition that the smoke test's step names. */
function definition(): {
  readonly attempts: number;
  readonly checks: readonly { readonly kind: string }[];
} {
  const named = input(smoke, 'smoke-test', 'Health, API and database checks', 'definition');
  const file = renderPipeline(exampleSettings).files.find(({ path }) => path === named);
  return JSON.parse(file?.content ?? '') as ReturnType<typeof definition>;
}

/** Section of the document, box, and what stands for it. */
type Row = readonly [box: string, actual: () => unknown, expected: unknown];

const rows: Readonly<Record<string, readonly Row[]>> = {
  'Developer workflow': [
    [
      'make ci-preflight',
      () => preflight,
      expect.stringMatching(
        /^ci-preflight:\n.*\n.* ci-preflight-lint ci-preflight-test ci-preflight-security /m,
      ),
    ],
    ['push starts CI', () => ci.on['push']?.branches, ['main', 'develop']],
    ['pull requests start CI', () => ci.on['pull_request'], {}],
  ],
  'CI pipeline: jobs and timeouts': (
    [
      ['lint', 'Lint & Format', 15],
      ['test', 'Test Suite', 30],
      ['security', 'Security Scan', 15],
      ['readiness', 'Readiness Gate', 10],
      ['mcp-dry-run', 'MCP Dry Run', 20],
      ['build', 'Build Packages', 15],
      ['pr-comment', 'PR Comment', 5],
    ] as const
  ).map(([id, name, minutes]) => [
    `${name}, ${String(minutes)} min`,
    () => [job(ci, id).name, job(ci, id)['timeout-minutes']],
    [name, minutes],
  ]),
  'CI pipeline: tools': [
    ['Ruff', () => script('lint', 'Ruff'), expect.stringContaining('ruff check src tests')],
    ['Black', () => script('lint', 'Black'), expect.stringContaining('black --check')],
    ['Mypy', () => script('lint', 'Mypy'), expect.stringContaining('mypy src')],
    ['Pytest', () => script('test', 'Pytest'), expect.stringContaining('pytest tests')],
    ['Coverage', () => script('test', 'Pytest'), expect.stringContaining('--cov=src')],
    ['Retries (2x)', () => script('test', 'Pytest'), expect.stringContaining('--reruns 2')],
    ['Parallel (-n)', () => script('test', 'Pytest'), expect.stringContaining('-n=auto')],
    ['Bandit', () => script('security', 'Bandit'), expect.stringContaining('bandit --recursive')],
    ['pip-audit', () => script('security', 'pip-audit'), expect.stringContaining('pip-audit ')],
    ['pip check', () => script('security', 'pip check'), expect.stringContaining('pip check')],
    ['CVE scan', () => script('security', 'CVE scan'), expect.stringContaining('osv')],
    ['check score', () => gate('command'), 'gate'],
    ['enforce threshold 90', () => gate('threshold'), 90],
    ['generate report', () => gate('output'), 'readiness.json'],
    ['keep the report', () => input(ci, 'readiness', 'Upload verdict', 'path'), 'readiness.json'],
    [
      'agent tests, validation',
      () => script('mcp-dry-run', 'Agent tests and validation'),
      expect.stringContaining('mcp_dry_run.py'),
    ],
    ['uv build', () => script('build', 'Build packages'), expect.stringContaining('uv build')],
    ['artifacts', () => input(ci, 'build', 'Upload packages', 'path'), 'dist/'],
    ['artifact retention', () => input(ci, 'build', 'Upload packages', 'retention-days'), 14],
    [
      'prepare score and trend',
      () => input(ci, 'pr-comment', 'Render score and trend', 'command'),
      'comment',
    ],
    [
      'post score and trend',
      () => input(comment, 'comment', 'Check and post the comment', 'command'),
      'publish-comment',
    ],
    ['comment after CI', () => comment.on['workflow_run']?.workflows, ['CI']],
  ],
  'Job dependency graph': [
    [
      'lint, test, security in parallel',
      () => ['lint', 'test', 'security'].map((id) => job(ci, id).needs),
      [undefined, undefined, undefined],
    ],
    ['readiness after all three', () => job(ci, 'readiness').needs, ['lint', 'test', 'security']],
    ['MCP dry run after lint, test', () => job(ci, 'mcp-dry-run').needs, ['lint', 'test']],
    [
      'build after all above',
      () => job(ci, 'build').needs,
      ['lint', 'test', 'security', 'readiness', 'mcp-dry-run'],
    ],
    ['comment after readiness', () => job(ci, 'pr-comment').needs, ['readiness']],
    [
      'one success',
      () => job(ci, 'ci-success').needs,
      ['lint', 'test', 'security', 'readiness', 'mcp-dry-run', 'build', 'pr-comment'],
    ],
    [
      'then the staging smoke test',
      () => smoke.on['workflow_run'],
      { workflows: ['CI'], types: ['completed'], branches: ['main'] },
    ],
    [
      'after success only',
      () => job(smoke, 'smoke-test').if,
      expect.stringContaining("workflow_run.conclusion == 'success'"),
    ],
  ],
  'Features: concurrency, caches, retries': [
    [
      'one group per ref',
      () => ci.concurrency.group,
      expect.stringMatching(/^ci-\$\{\{ github\.ref \}\}/),
    ],
    [
      'a newer commit cancels',
      () => ci.concurrency['cancel-in-progress'],
      "${{ github.event_name == 'pull_request' }}",
    ],
    [
      'network retry loop',
      () => script('lint', 'Install dependencies'),
      expect.stringMatching(/for attempt in 1 2 3; do[^]*uv sync --frozen --dev[^]*sleep 5/),
    ],
    [
      'test reruns and delay',
      () => script('test', 'Pytest'),
      expect.stringContaining('--reruns 2 --reruns-delay 1'),
    ],
    ...['lint', 'test', 'security', 'mcp-dry-run', 'build'].flatMap((id): Row[] => [
      [
        `uv cache in ${id}`,
        () => step(ci, id, 'Restore uv cache').with,
        {
          path: '~/.cache/uv',
          key: "${{ runner.os }}-py3.11-uv-${{ hashFiles('pyproject.toml', 'uv.lock') }}",
          'restore-keys': '${{ runner.os }}-py3.11-uv-',
        },
      ],
      [
        `pip cache in ${id}`,
        () => step(pipCi, id, 'Restore pip cache').with,
        {
          path: '~/.cache/pip',
          key: "${{ runner.os }}-py3.11-pip-${{ hashFiles('pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt') }}",
          'restore-keys': '${{ runner.os }}-py3.11-pip-',
        },
      ],
    ]),
    ['uv cache is saved', () => input(ci, 'test', 'Save uv cache', 'path'), '~/.cache/uv'],
    [
      'pip cache is saved',
      () => input(pipCi, 'security', 'Save pip cache', 'path'),
      '~/.cache/pip',
    ],
  ],
  'Security architecture': [
    [
      'medium severity and up',
      () => script('security', 'Bandit'),
      expect.stringContaining('--severity-level medium'),
    ],
    [
      'medium confidence and up',
      () => script('security', 'Bandit'),
      expect.stringContaining('--confidence-level medium'),
    ],
    [
      'JSON report',
      () => script('security', 'Bandit'),
      expect.stringContaining('--format json --output ci-reports/bandit.json'),
    ],
    [
      '.bandit is honoured',
      () => script('security', 'Bandit'),
      expect.stringContaining('ini=.bandit'),
    ],
    [
      'reports uploaded',
      () => step(ci, 'security', 'Upload reports').with?.['path'],
      'ci-reports/',
    ],
    [
      'fix recommendations',
      () => script('security', 'pip-audit'),
      expect.stringContaining('the table names the releases that fix them'),
    ],
    [
      'alerts do not block',
      () => script('security', 'pip-audit'),
      expect.not.stringContaining('exit 1'),
    ],
    [
      'version conflicts',
      () => script('security', 'pip check'),
      expect.stringContaining('conflicting requirements'),
    ],
    [
      'outdated packages',
      () => script('security', 'Outdated packages'),
      expect.stringContaining('pip list --outdated'),
    ],
  ],
  'Release readiness': [
    [
      'last 10 runs',
      () => [gate('window'), gate('workflow'), gate('branch')],
      [10, 'ci.yml', 'main'],
    ],
    [
      'weights',
      () => JSON.parse(String(gate('weights'))) as unknown,
      { ci: 40, coverage: 30, security: 20, quality: 10 },
    ],
    [
      'coverage, security, lint results',
      () => input(ci, 'readiness', 'Collect reports', 'pattern'),
      'reports-*',
    ],
    [
      'coverage percentage',
      () => script('test', 'Pytest'),
      expect.stringContaining('json:ci-reports/coverage.json'),
    ],
    [
      'linting status',
      () => script('lint', 'Ruff'),
      expect.stringContaining('ci-reports/ruff.json'),
    ],
    ['documentation completeness', () => gate('sources'), '["src"]'],
  ],
  'Dependency management': [
    [
      'uv.lock matches',
      () => script('lint', 'Lock file'),
      expect.stringContaining('uv lock --check'),
    ],
    [
      'reproducible installation',
      () => script('test', 'Install dependencies'),
      expect.stringContaining('uv sync --frozen --dev'),
    ],
  ],
  'Quality gates': [
    [
      'Ruff must pass',
      () => script('lint', 'Ruff'),
      expect.stringMatching(
        /^uv run --frozen ruff check src tests \|\| status=\$\?\nif .*\n.* judge .*--mode enforce .* \|\| exit "\$status"\nfi\n$/m,
      ),
    ],
    [
      'Black must pass',
      () => script('lint', 'Black'),
      expect.stringMatching(/ --mode enforce .* \|\| exit "\$status"\nfi\n$/),
    ],
    [
      'Black must pass, whatever is waived, where the stack allows no waiver',
      () => step(withoutWaivers, 'lint', 'Black').run,
      expect.not.stringContaining('status'),
    ],
    ['Mypy warns', () => script('lint', 'Mypy'), expect.stringContaining('::warning title=Mypy::')],
    [
      'at least 80 % coverage',
      () => script('test', 'Pytest'),
      expect.stringContaining('--cov-fail-under=80'),
    ],
    [
      'security does not block yet',
      () => script('security', 'Bandit'),
      expect.stringContaining('(not blocking)'),
    ],
    [
      'PR fails below the threshold',
      () => job(ci, 'ci-success').needs,
      expect.arrayContaining(['readiness']),
    ],
  ],
  'Update readiness': [
    ['push to main and develop', () => update.on['push']?.branches, ['main', 'develop']],
    ['daily at 9 AM UTC', () => update.on.schedule, [{ cron: '0 9 * * *' }]],
    ['manual dispatch', () => update.on['workflow_dispatch'], {}],
    ['10 min', () => job(update, 'update-readiness')['timeout-minutes'], 10],
    [
      'metrics, dashboard, results, commit',
      () => step(update, 'update-readiness', 'Refresh the dashboard').with,
      expect.objectContaining({
        command: 'dashboard',
        'data-branch': 'gatehouse-data',
        threshold: 90,
        window: 10,
      }),
    ],
    [
      'notifications',
      () => step(update, 'update-readiness', 'Refresh the dashboard').env,
      { SLACK_WEBHOOK_URL: '${{ secrets.SLACK_WEBHOOK_URL }}' },
    ],
    [
      'one writer at a time',
      () => update.concurrency,
      { group: 'update-readiness', 'cancel-in-progress': false },
    ],
  ],
  'Staging smoke test': [
    ['every 4 hours', () => smoke.on.schedule, [{ cron: '17 */4 * * *' }]],
    ['manual dispatch', () => smoke.on['workflow_dispatch'], {}],
    ['10 min', () => job(smoke, 'smoke-test')['timeout-minutes'], 10],
    [
      'health, API and database',
      () => new Set(definition().checks.map(({ kind }) => kind)),
      new Set(['health', 'api', 'database']),
    ],
    ['retry logic (3x)', () => definition().attempts, 3],
    [
      'Slack on failure',
      () => step(smoke, 'smoke-test', 'Health, API and database checks').env?.['SLACK_WEBHOOK_URL'],
      '${{ secrets.SLACK_WEBHOOK_URL }}',
    ],
  ],
  Monitoring: [
    [
      'cache hit rates',
      () => script('test', 'Report cache hits'),
      expect.stringContaining('reports/caches'),
    ],
    [
      'flaky tests',
      () => script('test', 'Pytest'),
      expect.stringMatching(/-r fER[^]*junitxml=ci-reports\/junit\.xml/),
    ],
  ],
};

describe.each(Object.entries(rows))('%s', (_section, boxes) => {
  test.each(boxes)('%s', (_box, actual, expected) => {
    expect(actual()).toEqual(expected);
  });
});

test('the workflows are the four of the document and its comment', () => {
  const files = renderPipeline(exampleSettings).files.map(({ path }) => path);
  expect(files.filter((path) => path.startsWith('.github/workflows/'))).toEqual(
    ['ci-comment', 'ci', 'staging-smoke-test', 'update-readiness'].map(
      (name) => `.github/workflows/${name}.yml`,
    ),
  );
});

describe('the switches the document leaves for later', () => {
  const later: PipelineSettings = {
    ...exampleSettings,
    python: { ...exampleSettings.python, versions: ['3.11', '3.10', '3.12'] },
    gates: { ...exampleSettings.gates, security: 'enforce', types: 'enforce' },
    build: { ...exampleSettings.build, sbom: true, dockerfile: 'Dockerfile' },
  };
  const document = read('ci.yml', later);

  test('security becomes blocking: a high finding, a known vulnerability, a conflict', () => {
    const [bandit, audit, check] = ['Bandit', 'pip-audit', 'pip check'].map(
      (name) => step(document, 'security', name).run ?? '',
    );
    expect(bandit).toMatch(
      /--severity-level high .* \|\| status=\$\?\nif .*\n.*\|\| exit "\$status"/,
    );
    expect(audit).toContain('exit 1');
    expect(check).toMatch(/\|\| exit "\$status"\nfi\n$/);
  });

  test('3.10 and 3.12 come back, the test suite on each and the rest on the first', () => {
    expect(job(document, 'test').strategy?.matrix).toEqual({ python: ['3.11', '3.10', '3.12'] });
    expect(job(document, 'lint').strategy).toBeUndefined();
  });

  test('Trivy, a bill of materials and Dependabot', () => {
    expect(step(document, 'image-scan', 'Trivy').uses).toMatch(/^aquasecurity\/trivy-action@/);
    expect(step(document, 'build', 'Software bill of materials').run).toContain('cyclonedx-py');
    const files = renderPipeline(later).files.map(({ path }) => path);
    expect(files).toContain('.github/dependabot.yml');
  });
});
