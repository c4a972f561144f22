import { judgeText, oneJob, oneJobOf } from '../../fixtures/judge';
import { coverageGate } from './coverage-gate';
import { lintEnforced } from './lint-enforced';
import { securityBlocking } from './security-blocking';
import { securityScan } from './security-scan';
import { testsEnforced } from './tests-enforced';

const elsewhere = '.github/workflows/release.yml';
const run = (line: string): string => oneJobOf([`- run: ${line}`]);
const weak = (line: string): string => oneJobOf([`- run: ${line}`, '  continue-on-error: true']);

describe('which lines run a tool', () => {
  test.each<[string, string, boolean]>([
    ['ruff', 'ruff check .', true],
    ['ruff', 'uv run ruff check .', true],
    ['ruff', '.venv/bin/ruff check .', true],
    ['ruff', '(ruff check .)', true],
    ['ruff', 'cd src;ruff check', true],
    ['ruff', 'cd src&&ruff check;', true],
    ['ruff', 'ruff format .', false],
    ['ruff', 'my-ruff check .', false],
    ['ruff', 'ruff checker', false],
    ['black', 'black --check .', true],
    ['black', 'ruff format --check .', true],
    ['black', 'ruff format --diff .', true],
    ['black', 'ruff format . --check', true],
    ['black', 'ruff format .', false],
    ['black', 'ruff format --check-only .', false],
    ['black', 'black . --check', true],
    ['black', 'black .', false],
    ['black', 'black --diff .', false],
    ['black', 'black --checkered .', false],
    ['black', 'black . && ruff --check', false],
    ['black', 'blacken --check .', false],
    ['pytest', 'pytest', true],
    ['pytest', 'python -m pytest -x', true],
    ['pytest', 'coverage run -m pytest', true],
    ['pytest', 'pytest-watch', false],
    ['pytest', 'pytest --version', false],
    ['pytest', 'pip install pytest', false],
    ['pytest', 'pip3 install pytest', false],
    ['pytest', 'pipx install pytest', false],
    ['pytest', 'uv pip install pytest', false],
    ['pytest', 'uv add pytest', false],
    ['pytest', 'poetry add pytest', false],
    ['pytest', 'pip install pytest && pytest', true],
    ['pytest', 'pip install -r dev.txt; pytest -x', true],
    ['pytest', 'pytest --version && pytest', true],
    ['pytest', 'make || pip install pytest', false],
    ['pytest', 'make && pip install pytest', false],
    ['bandit', 'bandit -r src', true],
    ['pip-audit', 'pip-audit', true],
    ['pip-audit', 'python -m pip_audit', true],
    ['mypy', 'mypy src', true],
    ['vulture', 'vulture src', true],
    ['vul.ture', 'vul-ture src', false],
    ['vul.ture', 'vul.ture src', true],
  ])('%s in %j: %j', (tool, line, runs) => {
    expect(judgeText(testsEnforced, run(`|\n          ${line}`), { tools: [tool] })).toEqual(
      runs ? [] : [`1:1 no step runs ${tool}`],
    );
  });

  test.each<[string, string, boolean]>([
    ['linter', 'ruff check .', true],
    ['linter', 'flake8 src', true],
    ['linter', 'uv run --frozen pylint src', true],
    ['linter', 'pip install flake8', false],
    ['linter', 'ruff format --check .', false],
    ['formatter', 'black --check .', true],
    ['formatter', 'ruff format --check --diff .', true],
    ['formatter', 'black .', false],
    ['type-checker', 'mypy src', true],
    ['type-checker', 'basedpyright', true],
    ['type-checker', 'ty check src', true],
    ['type-checker', 'ty server', false],
    ['tests', 'coverage run --source src -m unittest discover', true],
    ['tests', 'coverage run manage.py test', true],
    ['tests', 'python manage.py test orders', true],
    ['tests', 'python manage.py migrate', false],
    ['tests', 'uv run --no-project tox run', true],
    ['tests', 'nox -s tests', true],
    ['tests', 'python -m build', false],
  ])('what counts as %s: %j, %j', (kind, line, runs) => {
    const text = run(`|\n          ${line}`);
    expect(judgeText(testsEnforced, text, { tools: [kind] })).toHaveLength(runs ? 0 : 1);
  });

  test.each<[string, string]>([
    ['ruff', 'astral-sh/ruff-action'],
    ['ruff', 'chartboost/ruff-action'],
    ['black', 'PSF/black'],
    ['bandit', 'PyCQA/bandit-action'],
    ['pip-audit', 'pypa/gh-action-pip-audit'],
  ])('%s by the action %s', (tool, action) => {
    const by = (name: string) =>
      judgeText(testsEnforced, oneJobOf([`- uses: ${name}@v1`]), { tools: [tool] });
    expect(by(action)).toEqual([]);
    expect(by(`${action}-fork`)).toEqual([`1:1 no step runs ${tool}`]);
  });

  test('a tool that the pack does not know is run by no action', () => {
    const text = oneJobOf(['- uses: acme/vulture@v1']);
    expect(judgeText(testsEnforced, text, { tools: ['vulture'] })).toEqual([
      '1:1 no step runs vulture',
    ]);
  });
});

describe.each([
  [
    'lint-enforced',
    lintEnforced,
    {},
    ['ruff check .', 'black --check .'],
    ['a linter', 'a formatter'],
  ],
  ['tests-enforced', testsEnforced, {}, ['pytest'], ['the test suite']],
  [
    'security-blocking',
    securityBlocking,
    { required: true },
    ['bandit -r src', 'pip-audit'],
    ['bandit', 'pip-audit'],
  ],
] as const)('%s', (_name, rule, settings, commands, tools) => {
  const steps = (...more: readonly string[]) =>
    oneJobOf(commands.flatMap((command) => [`- run: ${command}`, ...more]));
  test.each<[string, string, readonly string[]]>([
    ['every tool blocks', steps(), []],
    ['none runs', run('make'), tools.map((tool) => `1:1 no step runs ${tool}`)],
    [
      'none blocks',
      steps('  continue-on-error: true'),
      tools.map(
        (tool, index) =>
          `${6 + 2 * index}:14 ${tool} does not block: its step has continue-on-error`,
      ),
    ],
    [
      'whether they block is only known in the run',
      steps('  continue-on-error: ${{ inputs.lenient }}'),
      tools.map(
        (tool, index) =>
          `${6 + 2 * index}:14 ${tool} does not block: its step has continue-on-error`,
      ),
    ],
  ])('%s', (_case, text, expected) => {
    expect(judgeText(rule, text, settings)).toEqual(expected);
  });

  test('another workflow needs none of them', () => {
    expect(judgeText(rule, run('make'), settings, elsewhere)).toEqual([]);
  });
});

test.each<[string, readonly string[], readonly string[]]>([
  [
    'a report that may fail, and then the verdict',
    ['- run: pytest --report', '  continue-on-error: true', '- run: pytest'],
    [],
  ],
  [
    'the verdict, and then a report that may fail',
    ['- run: pytest', '- run: pytest --report || true'],
    [],
  ],
  [
    'two runs that may both fail: the last is named',
    ['- run: pytest --report || true', '- run: pytest', '  if: false'],
    ['7:14 the test suite does not block: its step never runs (if: false)'],
  ],
])('tests-enforced, %s', (_name, steps, expected) => {
  expect(judgeText(testsEnforced, oneJobOf(steps))).toEqual(expected);
});

test('security-blocking asks for nothing where the stack does not', () => {
  expect(judgeText(securityBlocking, run('make'))).toEqual([]);
  expect(judgeText(securityBlocking, run('make'), { required: false })).toEqual([]);
});

describe('security-scan', () => {
  const both = (...more: readonly string[]) =>
    oneJobOf(['- run: bandit -r src', ...more, '- run: pip-audit', ...more]);
  test.each<[string, string, readonly string[]]>([
    ['both scanners run', both(), []],
    ['both may fail without effect, which is another rule', both('  continue-on-error: true'), []],
    ['no scanner runs', run('make'), ['1:1 no step runs bandit', '1:1 no step runs pip-audit']],
    [
      'both are switched off',
      both('  if: false'),
      ['1:1 no step runs bandit', '1:1 no step runs pip-audit'],
    ],
    ['whether they run is only known in the run', both('  if: ${{ inputs.scan }}'), []],
    [
      'one of two runs is switched off',
      oneJobOf(['- run: bandit -r a', '  if: false', '- run: bandit -r b', '- run: pip-audit']),
      [],
    ],
    [
      'the job of one is switched off',
      oneJob(['if: false', 'steps:', '  - run: bandit -r src', '  - run: pip-audit']),
      ['1:1 no step runs bandit', '1:1 no step runs pip-audit'],
    ],
  ])('%s', (_name, text, expected) => {
    expect(judgeText(securityScan, text)).toEqual(expected);
  });

  test('another workflow needs no scan', () => {
    expect(judgeText(securityScan, run('make'), {}, elsewhere)).toEqual([]);
  });
});

describe('coverage-gate', () => {
  const below = (value: string, minimum = 80) => [
    `6:14 minimum coverage is ${value}, below ${minimum}`,
  ];
  const test80 = 'pytest --cov-fail-under=80';
  test.each<[string, string, readonly string[]]>([
    ['the minimum', run(test80), []],
    ['more than the minimum', run('pytest --cov-fail-under 95'), []],
    ['less than the minimum', run('pytest --cov-fail-under=79.9'), below('79.9')],
    ['by coverage itself', run('coverage report --fail-under=80'), []],
    ['by coverage itself, too low', run('coverage report --fail-under=0'), below('0')],
    ['in quotes', run(`pytest --cov-fail-under="80"`), []],
    ['no option', run('pytest --cov'), ['1:1 no step enforces a minimum coverage']],
    ['no value', run('pytest --cov-fail-under'), ['1:1 no step enforces a minimum coverage']],
    ['a value that only the run knows', run('pytest --cov-fail-under=$FLOOR'), below('$FLOOR')],
    [
      'a value of the environment of the step',
      oneJobOf(['- run: pytest --cov-fail-under=$FLOOR', '  env: { FLOOR: 80 }']),
      [],
    ],
    [
      'a low value of the environment of the job',
      oneJob(['steps:', '  - run: pytest --cov-fail-under=${FLOOR}', 'env: { FLOOR: 50 }']),
      below('50'),
    ],
    [
      'a run that may fail without effect',
      weak(test80),
      ['6:14 the coverage gate does not block: its step has continue-on-error'],
    ],
    [
      'a run whose exit code is thrown away',
      run(`${test80} || true`),
      ['6:14 the coverage gate does not block: its exit code is discarded by ||'],
    ],
    [
      'two runs of which one is too low',
      oneJobOf([`- run: ${test80}`, '- run: pytest --cov-fail-under=1']),
      ['7:14 minimum coverage is 1, below 80'],
    ],
  ])('%s', (_name, text, expected) => {
    expect(judgeText(coverageGate, text)).toEqual(expected);
  });

  test.each<[number, readonly string[]]>([
    [80, []],
    [81, below('80', 81)],
  ])('a minimum of %d', (minimum, expected) => {
    expect(judgeText(coverageGate, run(test80), { minimum })).toEqual(expected);
  });

  test('another workflow needs no coverage', () => {
    expect(judgeText(coverageGate, run('make'), {}, elsewhere)).toEqual([]);
  });
});
