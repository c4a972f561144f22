import { projectOf } from './example-trees';

const base = { 'setup.py': 'setup(name="shop")\n', 'shop/__init__.py': '' };
const hooks = (...hook: readonly string[]): string =>
  `repos:\n- repo: x\n  rev: v1\n  hooks: [${hook.join(', ')}]\n`;
const workflow = (...scripts: readonly string[]): Record<string, string> => ({
  '.github/workflows/ci.yml': `on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n${scripts.map((script) => `      - run: ${script}\n`).join('')}`,
});

it.each<[string, Record<string, string>, object]>([
  [
    'options that decide what is found, and paths; not those that say how it is reported',
    {
      'lint.ini': '',
      ...workflow(
        'flake8 --ignore=E501,F403 --count --max-line-length 100 --config lint.ini shop/ setup.py',
        'mypy -p shop --strict --install-types',
      ),
    },
    {
      lint: {
        options: ['--ignore=E501,F403', '--max-line-length=100', '--config=lint.ini'],
        paths: ['shop', 'setup.py'],
      },
      types: { options: ['--strict'], paths: [] },
    },
  ],
  [
    'of a hook',
    { '.pre-commit-config.yaml': hooks('{id: black, args: [--check, -l, "79", -S]}') },
    { format: { options: ['-l', '79', '-S'], paths: [] } },
  ],
  [
    'of a workflow before those of a hook',
    {
      '.pre-commit-config.yaml': hooks('{id: flake8, args: [--max-complexity=9]}'),
      ...workflow('flake8 --max-complexity=8 shop'),
    },
    { lint: { options: ['--max-complexity=8'], paths: ['shop'] } },
  ],
  [
    'of the run that can fail, where another one only reports',
    workflow('flake8 . --exit-zero --max-complexity=10', 'flake8 . --select=E9,F63'),
    { lint: { options: ['--select=E9,F63'], paths: [] } },
  ],
  [
    'and what a hook leaves out, file by file or a whole directory',
    {
      'shop/vendor/a.py': '',
      'shop/vendor/b/c.py': '',
      'shop/old.py': '',
      'docs/conf.py': '',
      '.pre-commit-config.yaml': `exclude: ^docs/\nrepos:\n- repo: x\n  rev: v1\n  hooks:\n  - id: flake8\n    exclude: ^shop/vendor/.*\\.py$\n  - id: black\n    args: [-S]\n    exclude: |\n      (?x)^(\n        shop/vendor/.*  # theirs\n        | shop/old\\.py\n      )$\n  - id: mypy\n    exclude: "["\n`,
    },
    {
      lint: { options: ['--extend-exclude=shop/vendor'], paths: [] },
      format: { options: ['-S', '--extend-exclude=^/(shop/old\\.py$|shop/vendor/)'], paths: [] },
    },
  ],
  [
    'not a hook that leaves out everything',
    { '.pre-commit-config.yaml': hooks('{id: ruff, exclude: "^shop/"}') },
    {},
  ],
  ['none, where all is looked at without options', workflow('ruff check .', 'black --check .'), {}],
])('%s', async (_name, files, own) => {
  expect((await projectOf({ ...base, ...files })).tools.own).toEqual(own);
});

it('a linter that fails for nothing is none that is in use', async () => {
  const { tools } = await projectOf({
    ...base,
    '.pre-commit-config.yaml': hooks('{id: ruff}'),
    ...workflow('flake8 . --exit-zero'),
  });
  expect(tools.lint).toEqual(['ruff']);
});
