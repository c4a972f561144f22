import { exampleSettings } from '../example-settings';
import { manager } from './managers';

type Python = typeof exampleSettings.python;

function installing(python: Partial<Python>): string {
  const settings: Python = { ...exampleSettings.python, manager: 'pip', ...python };
  return manager(settings).install(settings).join('\n');
}

const withoutBackend = "elif grep -qs '^\\[project\\]' pyproject.toml; then ";

describe('a [project] without a build backend', () => {
  test('is installed with its extras, or its dependencies alone where it cannot be built', () => {
    expect(installing({ requirements: [], extras: ['test'] })).toContain(
      `${withoutBackend}uv pip install --editable '.[test]' || uv pip install --requirement pyproject.toml --extra test;`,
    );
  });

  test('is installed by pip, which cannot read dependencies of pyproject.toml alone', () => {
    expect(installing({ requirements: [], installer: 'pip' })).toContain(
      `${withoutBackend}uv run --no-project python -m pip install --editable .;`,
    );
  });

  test('is not installed where requirements files say what is', () => {
    expect(installing({ requirements: ['requirements.txt'] })).not.toContain(withoutBackend);
  });
});

test('Poetry gets the plugin for a mirror only where a mirror is named', () => {
  const settings: Python = { ...exampleSettings.python, manager: 'poetry' };
  expect(manager(settings).install(settings).join('\n')).toContain(
    'uv tool run ${POETRY_PYPI_MIRROR_URL:+"--with=poetry-plugin-pypi-mirror==0.6.5"} --from poetry==',
  );
});
