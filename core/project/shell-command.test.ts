import * as fc from 'fast-check';
import { checksOf } from './check-command';
import { installOf } from './install-command';
import { shellCommands } from './shell-command';

const checks = (script: string) =>
  shellCommands(script)
    .flatMap(checksOf)
    .map(({ kind, tool }) => `${kind} ${tool}`);

test.each([
  ['flake8 . || true', [true]],
  ['flake8 . || exit 0; pytest', [true, false]],
  ['flake8 . || echo "some findings"', [true]],
  ['flake8 . || exit 1', [false]],
  ['flake8 . || black .', [false, false]],
  ['-flake8 .', [true]],
  ['@-flake8 .', [true]],
  ['- coverage combine', [true]],
])('%s: whether it may fail', (script, expected) => {
  const checked = shellCommands(script).filter(
    ({ program }) => !/^(?:exit|echo|true)$/.test(program),
  );
  expect(checked.map(({ isTolerated = false }) => isTolerated)).toEqual(expected);
});

describe('what a script checks', () => {
  it.each([
    ['pytest -q', ['tests pytest']],
    ['python -m pytest --cov=x', ['tests pytest']],
    ['python3.12 -W error -m pytest', ['tests pytest']],
    ['uv run --group test --python 3.12 pytest tests', ['tests pytest']],
    ['uv run --frozen python -m pytest', ['tests pytest']],
    ['poetry run coverage run -m pytest', ['tests pytest']],
    ['coverage run --source=hc manage.py test', ['tests django']],
    ['python ./manage.py test --parallel', ['tests django']],
    ['./manage.py migrate', []],
    ['python -m unittest discover', ['tests unittest']],
    ['python tests/runtests.py', ['tests command']],
    ['uvx ruff check . && uvx ruff format --check .', ['lint ruff', 'format ruff']],
    ['ruff --version; black --check .', ['format black']],
    ['flake8 . | tee out', ['lint flake8']],
    ['A=1 B="x y" mypy src', ['types mypy']],
    ['xvfb-run -a pytest', ['tests pytest']],
    ['if true; then pytest; fi', ['tests pytest']],
    ['pytest \\\n  --cov\n# mypy src\nty check', ['tests pytest', 'types ty']],
    ['.venv/bin/pytest', ['tests pytest']],
    ['$(UV) run pytest', ['tests pytest']],
    ['${PREFIX}coverage run -m pytest $@', ['tests pytest']],
    ['@$(VENV)/bin/mypy src', ['types mypy']],
    ['hatch test --cover', ['tests pytest']],
    ['hatch fmt --linter --check', ['lint ruff']],
    ['hatch fmt --check', ['lint ruff', 'format ruff']],
    ['echo "run pytest"', []],
    ['pip install pytest', []],
  ])('%j', (script, expected) => {
    expect(checks(script)).toEqual(expected);
  });

  it('never fails, whatever the script', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (script) => {
        expect(Array.isArray(checks(script))).toBe(true);
      }),
    );
  });
});

describe('what a command installs', () => {
  const install = (script: string) => shellCommands(script).map(installOf)[0];
  it.each([
    ['pip install -r a.txt --requirement=b.txt -rc.txt', { files: ['a.txt', 'b.txt', 'c.txt'] }],
    ['python -m pip install -e .[test,dev] pytest', { requirements: ['.[test,dev]', 'pytest'] }],
    ["pip install -e '.[test]'", { requirements: ['.[test]'] }],
    [
      'pip install -c limits.txt --extra-index-url https://x.example/simple a',
      { constraints: ['limits.txt'], indexes: ['https://x.example/simple'], requirements: ['a'] },
    ],
    ['uv pip install --group test .', { manager: 'pip', groups: ['test'] }],
    ['uv pip sync a.txt', { files: ['a.txt'], requirements: [] }],
    [
      'uv sync --extra a --all-groups --all-packages',
      { manager: 'uv', extras: ['a'], all: ['groups', 'members'] },
    ],
    [
      'poetry install --with test,docs -E "a b"',
      { manager: 'poetry', groups: ['test', 'docs'], extras: ['a', 'b'] },
    ],
    ['pdm sync -dG test', { manager: 'pdm', groups: ['test'] }],
    ['uv run pytest', { manager: 'uv' }],
  ])('%s', (script, expected) => {
    expect(install(script)).toMatchObject(expected);
  });

  it.each(['pip --version', 'uv build', 'echo pip install x', 'make install'])(
    '%s is none',
    (script) => {
      expect(install(script)).toBeUndefined();
    },
  );
});
