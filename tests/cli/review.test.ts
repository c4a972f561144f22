import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { InfraRepository } from './infra-repository';

const entry = (name: string, coverage = 80, approvals = 2) => ({ name, coverage, approvals });

describe('plan --against a revision of a real repository', () => {
  let repository: InfraRepository;
  const before = readdirSync(tmpdir());
  beforeAll(() => {
    repository = new InfraRepository();
    repository.write('README.md', 'nothing yet\n');
    repository.commit('before there was a project');
    repository.git('tag', 'empty');
    repository.addProgram();
    repository.stack('prod', [entry('orders'), entry('billing')]);
    repository.stack('gone', [entry('legacy')]);
    repository.commit('first');
    repository.git('tag', 'first');
    repository.remove('Pulumi.gone.yaml');
    repository.stack('fresh', [entry('new')]);
    repository.stack('prod', [entry('orders', 70, 1), entry('billing', 70, 2)]);
  });
  afterAll(() => {
    repository.destroy();
  });

  test('names weaker gates first, and what changes for whom, for every stack', async () => {
    const { code, stdout } = await repository.run('plan', '--against', 'first', '--diff');
    expect(stdout.replace(/\([0-9a-f]{7}\)/g, '(commit)').split('\n')).toEqual([
      'Against first (commit)',
      '  note: 3 uncommitted files are part of the comparison',
      '',
      'fresh: a new stack, 1 of 1 repositories change, 1 gate stronger',
      '',
      'Gates stronger than first (commit)',
      '  ▲ management by this stack: nothing → managed, in new',
      '      config key: repositories',
      '',
      '  + new repository: 3 resources, 1 files, in new',
      '',
      'gone: the stack was removed, 1 of 1 repositories change, 1 gate weaker',
      '',
      'GATES WEAKER than first (commit)',
      '  ▼ management by this stack: managed → nothing, in legacy',
      '      config key: repositories',
      '',
      '  - repository no longer managed: 3 resources, 1 files, in legacy',
      '',
      'prod: 2 of 2 repositories change, 2 gates weaker',
      '',
      'GATES WEAKER than first (commit)',
      '  ▼ coverage floor: 80 % → 70 %, in 2 repositories: billing, orders',
      '      .github/workflows/ci.yml:8:14; config key: gates.coverage',
      '  ▼ approving reviews: main: 2 → 1, in orders',
      '      config key: protection.approvals',
      '',
      '  ~ .github/workflows/ci.yml (+1 −1), in 2 repositories: billing, orders',
      '      @@ -5,4 +5,4 @@',
      '           runs-on: ubuntu-24.04',
      '           timeout-minutes: 10',
      '           steps:',
      '      -      - run: pytest --cov --cov-fail-under=80',
      '      +      - run: pytest --cov --cov-fail-under=70',
      '  ~ github:index:ActionsSecret <repository>-secret, in 2 repositories: billing, orders',
      '      ~ value: [secret] → [secret]',
      '  ~ github:index:RepositoryRuleset <repository>-ruleset, in orders',
      '      ~ rules.pullRequest.requiredApprovingReviewCount: 2 → 1',
      '',
    ]);
    expect(code).toBe(0);
  });

  test('--json says the same to machines, and --fail-on-weaker fails for it', async () => {
    const { code, stdout } = await repository.run(
      ...['plan', '--against', 'first', '--stack', 'prod', '--json', '--fail-on-weaker'],
    );
    const document = JSON.parse(stdout);
    expect(code).toBe(2);
    expect(document).toMatchObject({
      against: { revision: 'first', modules: 'same' },
      uncommittedFiles: 3,
      succeeded: true,
      stacks: [
        {
          stack: 'prod',
          presence: 'both',
          repositories: { all: 2, changed: 2 },
          gates: {
            weaker: [
              {
                gate: 'coverage-floor',
                before: '80 %',
                after: '70 %',
                repositories: ['billing', 'orders'],
              },
              { gate: 'approvals', subject: 'main', repositories: ['orders'] },
            ],
            stronger: [],
            undecided: [],
          },
        },
      ],
    });
    expect(stdout).not.toContain('token of');
  });

  test.each([
    [
      ['--against', 'nowhere'],
      /--against: not a revision of this repository; found nowhere; .*git fetch/,
    ],
    [['--against', '--help'], /not a revision/],
    [['--against', 'empty'], /--against: Pulumi\.yaml not found at empty/],
    [['--against', 'first', '--stack', 'prd'], /--stack: .*found prd; allowed: fresh, gone, prod/],
    [['--against', 'first', '--policy-pack', 'x'], /--policy-pack: cannot be used with --against/],
    [['--against', 'first', '--files', 'x'], /--files: cannot be used with --against/],
  ])('%j is one clear error', async (args, message) => {
    const { code, stderr, stdout } = await repository.run('plan', ...args);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });

  // Written last: everything above has been through it, failures included.
  test('leaves neither a worktree nor a directory behind', () => {
    const left = readdirSync(tmpdir()).filter((name) => name.startsWith('gatehouse-against-'));
    expect(left.filter((name) => !before.includes(name))).toEqual([]);
    expect(repository.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  });
});

describe('a side that cannot be looked at', () => {
  let repository: InfraRepository;
  beforeEach(() => {
    repository = new InfraRepository();
    repository.addProgram();
  });
  afterEach(() => {
    repository.destroy();
  });

  test('is named, the other stacks are compared all the same, and the exit code says so', async () => {
    repository.write('Pulumi.broken.yaml', 'config: {a: ]\n');
    repository.stack('throws', [entry('orders')]);
    repository.stack('well', [entry('orders')]);
    repository.commit('first');
    repository.stack('broken', [entry('orders')]);
    repository.stack('throws', [entry('orders')], { 'fleet:throws': 'no such repository' });
    const { code, stdout } = await repository.run('plan', '--against', 'HEAD', '--fail-on-weaker');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^broken: cannot be compared, before$/m);
    expect(stdout).toMatch(/^ {2}at HEAD \([0-9a-f]{7}\): Pulumi\.broken\.yaml:1:\d+: /m);
    expect(stdout).toMatch(/^throws: cannot be compared, after$/m);
    expect(stdout).toContain('  here: no such repository');
    expect(stdout).toMatch(/^well: no changes$/m);
    expect(stdout).not.toMatch(/WEAKER/);
  });

  test('other packages are said to be others, and what prepare builds is built', async () => {
    const program = `require('node:fs').readFileSync(__dirname + '/built.json');\n`;
    repository.write('index.js', program);
    repository.write('built.json', '{}');
    repository.write(
      'package.json',
      JSON.stringify({ scripts: { prepare: `node -e "fs.writeFileSync('built.json','{}')"` } }),
    );
    repository.write('package-lock.json', '{"lockfileVersion":3}');
    repository.stack('dev', []);
    repository.commit('first');
    repository.write('package-lock.json', '{"lockfileVersion":3,"packages":{}}');
    const { code, stdout } = await repository.run('plan', '--against', 'HEAD');
    expect(stdout).toContain(
      'note: package-lock.json differs: the program of HEAD ran with the packages',
    );
    expect(stdout).toContain('dev: no changes');
    expect(code).toBe(0);
  });
});

test('outside a repository there is no other revision', async () => {
  const repository = new InfraRepository();
  try {
    repository.addProgram();
    repository.git('init', '--quiet', '--separate-git-dir=elsewhere.git');
    repository.remove('.git');
    const { code, stderr } = await repository.run('plan', '--against', 'HEAD');
    expect(code).toBe(1);
    expect(stderr).toContain('the project is not in a git repository');
  } finally {
    repository.destroy();
  }
});
