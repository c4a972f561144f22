import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { projectRoot } from '../support/tools';
import { WorkingCopy } from './working-copy';

/** A run starts five processes and transpiles the program. */
const runTimeout = 120_000;

const copy = WorkingCopy.create();
const own = mkdtempSync(path.join(tmpdir(), 'gatehouse-own-'));

afterAll(() => {
  copy.remove();
  rmSync(own, { recursive: true, force: true });
});

const git = (directory: string, ...args: string[]): string =>
  execFileSync('git', ['-C', directory, ...args], { encoding: 'utf8' }).trim();

const data = path.join(copy.directory, '.gatehouse');
const bare = (name: string): string => path.join(data, 'sandbox', 'acme', `${name}.git`);

/** What is the same in every run: numbers, ports and hashes are not. */
const constant = (text: string): readonly string[] =>
  text
    .replaceAll(/\b[0-9a-f]{7,40}\b|PORT|\d+(?:[.,]\d+)*/g, '#')
    .replaceAll(/\++$/gm, '+')
    .replaceAll(/ +/g, ' ')
    .split('\n')
    .map((line) => line.trim());

/** Lines that the pages show as the output of `make up`. */
function shownOutput(): readonly string[] {
  return ['README.md', 'docs/getting-started.md'].flatMap((page) => {
    const text = readFileSync(path.join(projectRoot, page), 'utf8');
    const shown = /```console\n\$ make up\n([^]*?)```/.exec(text)?.[1] ?? '';
    return constant(shown).filter((line) => !line.includes('…'));
  });
}

interface Ruleset {
  readonly rules: readonly { readonly type: string; readonly parameters?: unknown }[];
}

function githubState(name: string): { readonly rulesets: readonly Ruleset[] } {
  const state = JSON.parse(readFileSync(path.join(data, 'sandbox', 'github.json'), 'utf8')) as {
    readonly repositories: Readonly<Record<string, { readonly rulesets: readonly Ruleset[] }>>;
  };
  const repository = state.repositories[`acme/${name}`];
  if (repository === undefined) throw new Error(`the sandbox has no repository ${name}`);
  return repository;
}

describe('the sample project', () => {
  beforeAll(() => {
    const file = path.join(copy.directory, 'Pulumi.local.yaml');
    const lookedUp = `      secrets:
        actions:
          DEPLOY_KEY: { ssmParameter: /deploy/key }
        dependabot:
          INDEX_TOKEN: { secretsManager: index-token }
      variables:
`;
    writeFileSync(file, readFileSync(file, 'utf8').replace('      variables:\n', lookedUp));
  });

  test(
    'gets the whole pipeline in one commit',
    () => {
      const { code, stdout } = copy.sandbox('up');
      expect({ code, stdout }).toMatchObject({ code: 0 });
      expect(stdout).toContain('gatehouse:index:WorkflowCommit orders-service-files-commit');
      expect(stdout).toMatch(/Policies\n {2}gatehouse .* policies passed/);
      const printed = new Set(constant(stdout));
      expect(shownOutput().length).toBeGreaterThan(80);
      expect(shownOutput().filter((line) => !printed.has(line))).toEqual([]);
      expect(stdout).toContain('What next');
      // Their values are in AWS, which the sandbox does not have.
      expect(stdout).toContain('ActionsSecret orders-service-secrets-DEPLOY_KEY');
      expect(stdout).toContain('DependabotSecret orders-service-secrets');
      const [subject, ...files] = git(
        bare('orders-service'),
        'show',
        '--format=%s',
        '--name-only',
        'main',
      ).split('\n');
      expect(stdout).toContain(subject);
      expect(files.filter((file) => file !== '')).toEqual([
        '.github/dependabot.yml',
        '.github/gatehouse/action/action.yml',
        '.github/gatehouse/action/gate-changes.js',
        '.github/gatehouse/action/html-pages.js',
        '.github/gatehouse/action/index.js',
        '.github/gatehouse/action/local-commands.js',
        '.github/gatehouse/action/smoke-canary.js',
        '.github/gatehouse/action/smoke.js',
        '.github/gatehouse/action/waivers-file.js',
        '.github/gatehouse/mcp_dry_run.py',
        '.github/gatehouse/preflight.mk',
        '.github/gatehouse/smoke.json',
        '.github/workflows/ci-comment.yml',
        '.github/workflows/ci.yml',
        '.github/workflows/staging-smoke-test.yml',
        '.github/workflows/update-readiness.yml',
      ]);
    },
    runTimeout,
  );

  test('is protected by the check that the delivered workflow reports', () => {
    const rules = githubState('orders-service').rulesets.flatMap((ruleset) => ruleset.rules);
    const required = rules.find((rule) => rule.type === 'required_status_checks');
    expect(required?.parameters).toMatchObject({
      required_status_checks: [{ context: 'CI Success' }],
    });
  });

  test('keeps the webhook out of every file below the data directory', () => {
    const slack = JSON.parse(
      readFileSync(path.join(data, 'stacks', 'local.json'), 'utf8'),
    ) as object;
    expect(JSON.stringify(slack)).not.toContain('/services/');
  });

  test(
    'is left alone by a second run, which says so',
    () => {
      const before = git(bare('orders-service'), 'rev-parse', 'main');
      const { code, stdout } = copy.sandbox('up');
      expect({ code, stdout }).toMatchObject({ code: 0 });
      expect(stdout).toContain('no changes');
      expect(stdout).toContain('no commit was made');
      expect(git(bare('orders-service'), 'rev-parse', 'main')).toBe(before);
    },
    runTimeout,
  );

  test(
    'is gone after down, with everything else',
    () => {
      const { code, stdout } = copy.sandbox('down');
      expect({ code, stdout }).toMatchObject({ code: 0 });
      expect(existsSync(data)).toBe(false);
    },
    runTimeout,
  );
});

describe("a repository of the user's own", () => {
  const project = path.join(own, 'price list');

  beforeAll(() => {
    mkdirSync(path.join(project, 'prices'), { recursive: true });
    mkdirSync(path.join(project, 'tests'));
    writeFileSync(path.join(project, 'requirements.txt'), 'requests==2.32.0\n');
    writeFileSync(path.join(project, 'prices', '__init__.py'), '"""Prices."""\n');
    writeFileSync(path.join(project, 'tests', 'test_prices.py'), 'def test_nothing():\n    pass\n');
    git(own, 'init', '-q', '-b', 'trunk', project);
    git(project, 'add', '-A');
    git(project, '-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '-qm', 'Start');
    writeFileSync(path.join(project, 'notes.txt'), 'not committed yet\n');
  });

  const everything = (): string =>
    execFileSync('find', ['.', '-type', 'f', '-exec', 'sha256sum', '{}', '+'], {
      cwd: project,
      encoding: 'utf8',
    });

  test(
    'is cloned, and the original stays byte for byte what it was',
    () => {
      const before = everything();
      const { code, stdout } = copy.sandbox('up', '--repository', project);
      expect({ code, stdout }).toMatchObject({ code: 0 });
      expect(stdout).toContain('defaultBranch: trunk');
      const workflow = git(bare('price-list'), 'show', 'trunk:.github/workflows/ci.yml');
      expect(workflow).toContain('prices');
      expect(everything()).toBe(before);
    },
    runTimeout,
  );

  test(
    'is followed: its new commits come into the clone, and what was edited in the stack file is kept',
    () => {
      writeFileSync(path.join(project, 'prices', 'more.py'), 'MORE = 1\n');
      git(project, 'add', 'prices');
      git(project, '-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '-qm', 'More');
      const name = path.join('.gatehouse', 'config', 'Pulumi.local-price-list.yaml');
      const file = path.join(copy.directory, name);
      const text = readFileSync(file, 'utf8');
      expect(text).toContain('readiness: 0\n');
      writeFileSync(file, text.replace('readiness: 0\n', 'readiness: 10\n'));
      const { code, stdout } = copy.sandbox('up', '--repository', project);
      expect({ code, stdout }).toMatchObject({ code: 0 });
      expect(stdout).toContain(`Settings of this repository, as edited in ${name}:`);
      expect(stdout).toContain('No linter is in use');
      expect(git(bare('price-list'), 'show', 'trunk:prices/more.py')).toBe('MORE = 1');
      const workflow = git(bare('price-list'), 'show', 'trunk:.github/workflows/ci.yml');
      expect(workflow).toContain('threshold: 10');
      expect(readFileSync(file, 'utf8')).toContain('readiness: 10\n');
    },
    runTimeout,
  );

  test.each([
    ['https://ann:secret@git.example.com/acme/shop.git', 'https://git.example.com/acme/shop.git'],
    ['git@git.example.com:acme/shop.git', 'git@git.example.com:acme/shop.git'],
  ])('as an address is refused, with what to do: %s', (address, shown) => {
    const { code, stderr } = copy.sandbox('up', '--repository', address);
    expect(code).toBe(1);
    expect(stderr).toContain('this is an address');
    expect(stderr).toContain(`git clone ${shown} shop, then make up REPO=shop`);
    expect(stderr).not.toContain('secret');
  });

  test(
    'can be taken away',
    () => {
      expect(copy.sandbox('down', '--repository', project)).toMatchObject({ code: 0 });
      expect(existsSync(data)).toBe(false);
    },
    runTimeout,
  );

  test('without Python project files is refused, and nothing is left', () => {
    const empty = path.join(own, 'docs');
    git(own, 'init', '-q', empty);
    writeFileSync(path.join(empty, 'README.md'), 'words\n');
    git(empty, 'add', '-A');
    git(empty, '-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '-qm', 'Words');
    const { code, stderr } = copy.sandbox('up', '--repository', empty);
    expect(code).toBe(1);
    expect(stderr).toContain('holds no Python project');
    expect(existsSync(data)).toBe(false);
  });
});
