import * as fc from 'fast-check';
import { GuardedRepository } from '../../support/guarded-repository';
import { scratchDirectory } from '../../support/scratch';
import { goodReports } from '../../runtime/action/action-world';
import { seed, times } from '../proof-size';

const pyproject = (more: string) => `[project]
name = "orders"
dependencies = ["flask==3.0.0"]

[tool.coverage.report]
fail_under = 90

[tool.ruff.lint]
select = ["E", "F"]
${more}`;

/** What the default branch has before each change. */
const original: Readonly<Record<string, string>> = {
  'README.md': '# Orders\n',
  'pyproject.toml': pyproject(''),
  'uv.lock': 'version = 1\n',
  'requirements.txt': 'flask==3.0.0\nclick==8.1.0\n',
  'setup.cfg': '[metadata]\nname = orders\n',
  'src/orders/app.py': 'def total(a, b):\n    return a + b\n',
  'tests/test_app.py':
    'def test_total():\n    assert 1 + 1 == 2\n\n\ndef test_none():\n    assert not []\n',
  '.github/workflows/ci.yml': 'name: CI\non: [push, pull_request]\n',
  '.github/gatehouse/action/index.js': 'judge();\n',
  '.github/gatehouse/waivers.yaml': 'waivers: []\n',
  '.github/CODEOWNERS': '* @olga\n',
};
const with_ = (path: string, from: string, to: string): Readonly<Record<string, string>> => ({
  [path]: (original[path] ?? '').replace(from, to),
});

/** Changes that touch the gate, each in one of the ways that it can be written. */
const touching: readonly Readonly<Record<string, string | null>>[] = [
  with_('.github/workflows/ci.yml', 'pull_request', 'pull_request_target'),
  { '.github/workflows/ci.yml': null },
  { '.github/workflows/evil.yml': 'name: CI\non: push\n' },
  { '.github/actions/x/action.yml': 'runs: {}\n' },
  with_('.github/gatehouse/action/index.js', 'judge', 'pass'),
  with_('.github/gatehouse/waivers.yaml', '[]', '[all]'),
  { '.github/gatehouse/baseline.json': '{}\n' },
  { '.github/CODEOWNERS': '* @eve\n' },
  { CODEOWNERS: '* @eve\n' },
  with_('pyproject.toml', '90', '10'),
  with_('pyproject.toml', 'fail_under = 90', ''),
  { 'pyproject.toml': pyproject('ignore = [\n  "F401",\n]\n') },
  { 'pyproject.toml': pyproject('[tool.coverage.run]\nomit = ["src/*"]\n') },
  { 'pyproject.toml': `tool.mypy.ignore_errors = true\n${pyproject('')}` },
  { 'pyproject.toml': '[tool.coverage' },
  with_('pyproject.toml', 'flask==3.0.0', 'flask'),
  with_('requirements.txt', 'click==8.1.0', 'click>=8'),
  { 'setup.cfg': '[metadata]\nname = orders\n  [coverage:run]\n  omit = *\n' },
  { '.coveragerc': '[run]\nomit = *\n' },
  { 'src/orders/ruff.toml': 'ignore = ["ALL"]\n' },
  { 'uv.lock': null },
  with_('src/orders/app.py', 'a + b', 'a + b  # type: ignore'),
  with_('src/orders/app.py', 'a + b', 'eval(a)  # nosec'),
  { 'src/orders/new.py': '# ruff: noqa\nx = 1\n' },
  { 'src/orders/new.py': 'if 0:  # pragma: no cover\n    pass\n' },
  { 'tests/test_app.py': null },
  with_('tests/test_app.py', 'def test_none', 'def none'),
  with_('tests/test_app.py', 'def test_none', '@pytest.mark.skip\ndef test_none'),
  with_('tests/test_app.py', '    assert not []\n', '    pass\n'),
  { 'conftest.py': 'collect_ignore = ["tests"]\n' },
];
/** Changes that do not. */
const harmless: readonly Readonly<Record<string, string | null>>[] = [
  { 'README.md': '# Orders, again\n' },
  { 'src/orders/new.py': 'y = 1\n' },
  with_('src/orders/app.py', 'a + b', 'b + a'),
  { 'tests/test_new.py': 'def test_new():\n    assert True\n' },
  with_('pyproject.toml', 'name = "orders"', 'name = "orders"\nversion = "2"'),
  with_('pyproject.toml', 'flask==3.0.0', 'flask==3.0.1'),
  with_('uv.lock', '1', '2'),
  with_('setup.cfg', 'orders', 'order'),
  { '.github/ISSUE_TEMPLATE/bug.md': 'What?\n' },
];

interface Attempt {
  /** Mallory is an outsider, who has a fork. */
  readonly author: 'wim' | 'olga' | 'ada' | 'mallory';
  readonly merger: 'wim' | 'olga' | 'ada';
  readonly gate: readonly number[];
  readonly others: readonly number[];
  readonly isGreen: boolean;
  readonly forges: boolean;
  readonly approver: 'none' | 'eve' | 'olga' | 'olga-before-the-last-commit';
}

const people = fc.constantFrom('wim' as const, 'olga' as const, 'ada' as const);
const attempts: fc.Arbitrary<Attempt> = fc.record({
  author: fc.oneof({ weight: 2, arbitrary: people }, fc.constant('mallory' as const)),
  merger: people,
  gate: fc.uniqueArray(fc.nat(touching.length - 1), { maxLength: 2 }),
  others: fc.uniqueArray(fc.nat(harmless.length - 1), { minLength: 1, maxLength: 2 }),
  isGreen: fc.boolean(),
  forges: fc.boolean(),
  approver: fc.constantFrom('none', 'eve', 'olga', 'olga-before-the-last-commit'),
});

const owners = ['@olga'];
const directory = scratchDirectory('guard-simulation');
let here: GuardedRepository;

beforeAll(async () => {
  here = await GuardedRepository.open(directory, original, goodReports);
  here.person('olga', 'maintain');
  here.person('wim', 'write');
  here.person('eve', 'write');
  here.person('ada', 'admin');
});
afterAll(async () => {
  const { violations } = here.world.github;
  await here.world.dispose();
  expect(violations).toEqual([]);
});

let count = 0;

/** Tries to get a change in; gives what came of it and what should have. */
async function tried(attempt: Attempt): Promise<Record<'merged' | 'reported', readonly boolean[]>> {
  count += 1;
  await here.restore(original);
  const gate = attempt.gate.map((index) => touching[index] ?? {});
  const plain = attempt.others.map((index) => harmless[index] ?? {});
  const files = Object.assign({}, ...plain, ...gate) as Record<string, string | null>;
  const isFork = attempt.author === 'mallory';
  const proposal = { branch: `change-${count}`, files, author: attempt.author, isFork };
  const first = await here.propose(proposal);
  const isEarly = attempt.approver === 'olga-before-the-last-commit';
  const approver = isEarly ? 'olga' : attempt.approver;
  // GitHub lets nobody approve a pull request of their own.
  const approves = approver !== 'none' && approver !== attempt.author;
  if (approves && isEarly) await here.approve(first, approver);
  const pull = isEarly ? await here.pushMore(first, { 'docs/later.md': 'Later\n' }) : first;
  if (approves && !isEarly) await here.approve(pull, approver);
  // The token of a fork's run may write nothing.
  if (attempt.forges && !isFork) await here.forge(pull);
  const run = await here.runCi(
    pull.branch,
    pull.head,
    'pull_request',
    attempt.isGreen ? 'success' : 'failure',
    pull.fork,
  );
  const comment = (await here.comment(pull, run)) ?? '';
  const before = await here.merge(pull, attempt.merger);
  await here.guard(run, pull.head, owners);
  const merged = await here.merge(pull, attempt.merger);
  if (merged !== true) await here.close(pull);
  const isApproved = attempt.approver === 'olga' && attempt.author !== 'olga';
  const touches = gate.length > 0;
  return {
    merged: [before === true, merged === true, attempt.isGreen && (!touches || isApproved)],
    reported: [comment.includes('This change touches its own gate'), touches],
  };
}

test('whoever tries whatever: every change to the gate is reported, and none merges that the trusted verdict refuses', async () => {
  await fc.assert(
    fc.asyncProperty(attempts, async (attempt) => {
      const { merged, reported } = await tried(attempt);
      const [beforeTheVerdict, isMerged, mayMerge] = merged;
      expect(beforeTheVerdict).toBe(false);
      expect(isMerged).toBe(mayMerge);
      expect(reported[0]).toBe(reported[1]);
    }),
    { seed, numRuns: times(30, 300), endOnFailure: true },
  );
});

test('each single way to touch the gate is reported, and none of the harmless ones', async () => {
  const missed: (readonly string[])[] = [];
  for (const [list, isTouching] of [
    [touching, true],
    [harmless, false],
  ] as const) {
    for (const files of list) {
      count += 1;
      await here.restore(original);
      const pull = await here.propose({ branch: `single-${count}`, files, author: 'wim' });
      const run = await here.runCi(pull.branch, pull.head);
      const comment = (await here.comment(pull, run)) ?? '';
      if (comment.includes('touches its own gate') !== isTouching) missed.push(Object.keys(files));
      await here.close(pull);
    }
  }
  expect(missed).toEqual([]);
});
