import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { exampleJobs } from '../../../core/readiness/example-facts';
import { openWorld, type World } from '../../../sandbox/world';
import { scratchDirectory } from '../../support/scratch';
import { runProgram } from '../../support/tools';

export const repository = 'orders-service';
export const fullName = `acme/${repository}`;

/** A GitHub and a Slack with one small repository, for steps of the action to talk to. */
export interface ActionWorld {
  readonly world: World;
  /** GITHUB_* variables of a step. */
  readonly env: Readonly<Record<string, string>>;
  /** Checked-out code of the repository. */
  readonly workspace: string;
  /** Records a completed run of ci.yml on the default branch, one more for each call. */
  addRun(conclusion: 'success' | 'failure' | 'cancelled', options?: RunOptions): Promise<number>;
  /** Text of a file of a branch; undefined when there is none. */
  fileOf(branch: string, file: string): string | undefined;
  /** Number of commits of a branch; 0 when there is none. */
  commitsOf(branch: string): number;
  /** Message of a branch's newest commit. */
  headMessageOf(branch: string): string;
  close(): Promise<void>;
}

interface RunOptions {
  readonly reports?: Readonly<Record<string, string | Uint8Array>>;
  readonly rerunOf?: number;
}

/** The login that the sandbox's workflow token acts as; the only one whose comments the action takes for its own. */
export const workflowToken = 'ghs_workflow_token_of_the_sandbox';

const sourceFiles: Readonly<Record<string, string>> = {
  'README.md': `# Orders\n${'What it does. '.repeat(20)}\n`,
  LICENSE: 'Licensed. '.repeat(20),
  'CHANGELOG.md': 'Changed. '.repeat(20),
  'CONTRIBUTING.md': 'Contribute. '.repeat(20),
  'src/orders/__init__.py':
    '"""Orders."""\n\n\ndef total() -> int:\n    """Sum."""\n    return 1\n',
};

export async function actionWorld(directory: string): Promise<ActionWorld> {
  const workspace = path.join(directory, 'workspace');
  for (const [file, text] of Object.entries(sourceFiles)) {
    mkdirSync(path.dirname(path.join(workspace, file)), { recursive: true });
    writeFileSync(path.join(workspace, file), text);
  }
  const world = await openWorld({ directory: path.join(directory, 'world') });
  await world.seedRepository({ name: repository, source: { directory: workspace } });
  world.github.world.tokens.set(workflowToken, {
    token: workflowToken,
    login: 'github-actions[bot]',
    kind: 'actions',
    // `issues` is used instead of `pull-requests`, which GitHub accepts for the issue side of a pull request.
    permissions: {
      actions: 'read',
      contents: 'write',
      issues: 'write',
      pull_requests: 'write',
      metadata: 'read',
    },
    role: 'write',
  });
  const git = world.repository(repository)?.gitDirectory ?? '';
  let runs = 0;
  const start = Date.now() - 60 * 3_600_000;
  return {
    world,
    workspace,
    env: {
      GITHUB_API_URL: world.githubUrl,
      GITHUB_SERVER_URL: world.githubUrl,
      GITHUB_REPOSITORY: fullName,
      GITHUB_RUN_ID: '999999',
      GITHUB_SHA: 'b'.repeat(40),
      GITHUB_EVENT_NAME: 'push',
    },
    addRun: (conclusion, options = {}) => {
      runs += 1;
      const createdAt = new Date(start + runs * 3_600_000).toISOString();
      return world.addRun({
        repository,
        workflow: 'ci.yml',
        conclusion,
        createdAt,
        updatedAt: new Date(Date.parse(createdAt) + 300_000).toISOString(),
        jobs: exampleJobs(conclusion).map(({ name }) => ({ name, conclusion })),
        ...(options.reports === undefined
          ? {}
          : { artifacts: { 'reports-test': options.reports } }),
        ...(options.rerunOf === undefined ? {} : { rerunOf: options.rerunOf }),
      });
    },
    fileOf: (branch, file) => {
      const shown = runProgram('git', ['--git-dir', git, 'show', `refs/heads/${branch}:${file}`]);
      return shown.status === 0 ? shown.stdout : undefined;
    },
    commitsOf: (branch) => {
      const counted = runProgram('git', [
        '--git-dir',
        git,
        'rev-list',
        '--count',
        `refs/heads/${branch}`,
      ]);
      return counted.status === 0 ? Number(counted.stdout) : 0;
    },
    headMessageOf: (branch) =>
      runProgram('git', ['--git-dir', git, 'log', '-1', '--format=%B', `refs/heads/${branch}`])
        .stdout,
    close: () => world.close(),
  };
}

/** Hands each test a world of its own, and holds it to the vendors' schemas when the test is over. */
export function eachWithActionWorld(name: string, use: (world: ActionWorld) => void): void {
  const directory = scratchDirectory(name);
  let number = 0;
  let at: ActionWorld;
  beforeEach(async () => {
    number += 1;
    at = await actionWorld(`${directory}/${number}`);
    use(at);
  });
  afterEach(async () => {
    const { violations } = at.world.github;
    await at.close();
    expect(violations).toEqual([]);
  });
}

/** The reports of a run in which nothing was found, as the workflow's jobs upload them. */
export const goodReports: Readonly<Record<string, string>> = {
  'ruff.json': '[]',
  'black.txt': 'All done! ✨ 🍰 ✨\n1 file would be left unchanged.\n',
  'mypy.txt': 'Success: no issues found in 1 source file\n',
  'coverage.json': JSON.stringify({
    totals: { covered_lines: 98, num_statements: 100 },
    files: { 'src/orders/app.py': { summary: { missing_lines: 2 } } },
  }),
  'junit.xml':
    '<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest" tests="1"><testcase classname="tests.test_a" name="test_a" time="0.1"/></testsuite></testsuites>',
  'bandit.json': '{"errors": [], "results": []}',
  'pip-audit.json': '{"dependencies": [{"name": "a", "version": "1", "vulns": []}], "fixes": []}',
  'pip-check.txt': 'No broken requirements found.\n',
  'outdated.json': '[]',
};

/** Inputs of the gate and the dashboard as the delivered workflow sets them. */
export const scoringInputs: Readonly<Record<string, string>> = {
  'github-token': workflowToken,
  threshold: '90',
  branch: 'main',
  workflow: 'ci.yml',
  sources: '["src"]',
};
