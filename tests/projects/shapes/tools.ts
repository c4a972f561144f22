import {
  code,
  failingTest,
  type Files,
  flake8Error,
  type PlantedFault,
  type Shape,
  shop,
  test,
  unformatted,
  workflow,
} from '../shape';

const wheel = /^shop-1\.0\.0.*\.whl$/;

const setuptools = (more = ''): string => `[project]
name = "shop"
version = "1.0.0"
requires-python = ">=3.11"
${more}
[build-system]
requires = ["setuptools>=75"]
build-backend = "setuptools.build_meta"
`;

const failingCase = (path: string, fails: string): PlantedFault => ({
  name: 'a failing test',
  fails,
  says: /test_planted/,
  change: {
    [path]: `import unittest


class Planted(unittest.TestCase):
    def test_planted(self) -> None:
        self.assertEqual(1 + 1, 3)
`,
  },
});

const typeError = (step: string, says: RegExp): PlantedFault => ({
  name: 'a wrong type',
  fails: `lint: ${step}`,
  says,
  change: { 'shop/typed.py': 'WIDTH: int = "wide"\n' },
});

const django: Files = {
  'requirements.txt': 'Django==5.2\n',
  'manage.py': `#!/usr/bin/env python
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_settings.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
`,
  'site_settings/__init__.py': '',
  'site_settings/settings.py': `SECRET_KEY = "for tests"
INSTALLED_APPS = ["polls"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
`,
  'polls/__init__.py': '',
  'polls/models.py': `from django.db import models


class Question(models.Model):
    text = models.CharField(max_length=200)
`,
  'polls/migrations/__init__.py': '',
  'polls/migrations/0001_initial.py': `from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.CharField(max_length=200)),
            ],
        ),
    ]
`,
  'polls/tests.py': `from django.test import TestCase

from polls.models import Question


class QuestionTests(TestCase):
    def test_saved(self) -> None:
        Question.objects.create(text="Why?")
        self.assertEqual(Question.objects.count(), 1)
`,
  ...workflow('run: pip install -r requirements.txt', 'run: python manage.py test'),
};

const tox: Files = {
  'pyproject.toml': setuptools(),
  'tox.ini': `[tox]
envlist = py311,lint

[testenv]
deps =
    pytest>=8
    pytest-mock
commands = pytest {posargs:tests}

[testenv:lint]
deps = flake8
commands = flake8 shop
`,
  'shop/__init__.py': code,
  'tests/test_shop.py': `from shop import total


def test_total(mocker) -> None:
    assert total([mocker.Mock(return_value=3)()]) == 3
`,
  ...workflow('run: pip install tox', 'run: tox'),
};

const nox: Files = {
  'pyproject.toml': setuptools('\n[project.optional-dependencies]\ntest = ["pytest>=8"]\n'),
  'noxfile.py': `import nox


@nox.session(python=["3.11", "3.12"])
def tests(session):
    session.install("-e", ".[test]", "pytest-mock")
    session.run("pytest", *session.posargs)


@nox.session
def lint(session):
    session.install("black")
    session.run("black", "--check", "shop", "tests")
`,
  ...shop(),
  ...workflow('run: pipx run nox'),
};

const unittest: Files = {
  'pyproject.toml': setuptools(),
  'shop/__init__.py': code,
  'tests/__init__.py': '',
  'tests/test_shop.py': `import unittest

from shop import total


class TotalTest(unittest.TestCase):
    def test_total(self) -> None:
        self.assertEqual(total([1, 2]), 3)
`,
  ...workflow('run: pip install .', 'run: python -m unittest discover'),
};

const runner: Files = {
  'pyproject.toml': setuptools(),
  'shop/__init__.py': code,
  'tests/test_shop.py': test,
  'runtests.py': `import sys

sys.path.insert(0, ".")
from tests import test_shop

test_shop.test_total()
print("1 test passed")
`,
  ...workflow('run: pip install .', 'run: python runtests.py'),
};

const preCommit: Files = {
  'pyproject.toml': setuptools('\n[tool.black]\nline-length = 79\n'),
  '.pre-commit-config.yaml': `repos:
  - repo: https://github.com/psf/black
    rev: 24.10.0
    hooks:
      - id: black
  - repo: https://github.com/pycqa/flake8
    rev: 7.1.1
    hooks:
      - id: flake8
        args: [--max-line-length=79]
`,
  '.flake8': '[flake8]\nmax-line-length = 79\n',
  ...shop(),
};

const pyright: Files = {
  'pyproject.toml': setuptools(`
[dependency-groups]
dev = ["pytest>=8", "pyright>=1.1.400", "ruff>=0.9"]

[tool.pyright]
typeCheckingMode = "strict"
include = ["shop"]

[tool.ruff.format]
quote-style = "double"
`),
  ...shop(),
};

const mypy: Files = {
  'pyproject.toml': setuptools(),
  'setup.cfg': '[flake8]\nmax-line-length = 100\n\n[mypy]\nstrict = true\n',
  'requirements-dev.txt': 'pytest>=8\nflake8>=7\nmypy>=1.14\n',
  ...shop(),
  ...workflow(
    'run: pip install -e . -r requirements-dev.txt',
    'run: flake8 shop',
    'run: mypy shop',
    'run: pytest',
  ),
};

/** Projects by the tools that check them. */
export const byTools: readonly Shape[] = [
  {
    name: 'django',
    files: django,
    settings: { python: { manager: 'pip' }, checks: { testRunner: 'django' } },
    packages: [/^source\.tar\.gz$/],
    faults: [failingCase('polls/test_planted.py', 'test: Django tests')],
  },
  {
    name: 'tox',
    files: tox,
    settings: {
      python: { manager: 'pip', dependencies: ['pytest>=8', 'pytest-mock'], sources: ['shop'] },
      checks: { linter: 'flake8' },
    },
    packages: [wheel],
    faults: [failingTest(), flake8Error()],
  },
  {
    name: 'nox',
    files: nox,
    settings: { python: { manager: 'pip', extras: ['test'], dependencies: ['pytest-mock'] } },
    packages: [wheel],
    faults: [failingTest(), unformatted('Black')],
  },
  {
    name: 'unittest',
    files: unittest,
    settings: { checks: { testRunner: 'unittest' } },
    packages: [wheel],
    faults: [failingCase('tests/test_planted.py', 'test: Unittest')],
  },
  {
    name: 'command',
    files: runner,
    settings: { checks: { testRunner: 'command', testCommand: ['python', 'runtests.py'] } },
    packages: [wheel],
    faults: [
      {
        name: 'a failing test',
        fails: 'test: Tests',
        says: /AssertionError/,
        change: { 'tests/test_shop.py': 'def test_total() -> None:\n    assert 1 + 1 == 3\n' },
      },
    ],
  },
  {
    name: 'pre-commit',
    files: preCommit,
    settings: {
      checks: { linter: 'flake8', versions: { flake8: '7.1.1', black: '24.10.0' } },
    },
    packages: [wheel],
    faults: [failingTest(), flake8Error(), unformatted('Black')],
  },
  {
    name: 'pyright',
    files: pyright,
    settings: { checks: { formatter: 'ruff', typeChecker: 'pyright' } },
    added: { gates: { types: 'enforce' } },
    packages: [wheel],
    faults: [
      failingTest(),
      unformatted('Ruff format'),
      typeError('Pyright', /reportAssignmentType/),
    ],
  },
  {
    name: 'mypy',
    files: mypy,
    settings: {
      python: { requirements: ['requirements-dev.txt'] },
      checks: { linter: 'flake8' },
    },
    added: { gates: { types: 'enforce' } },
    packages: [wheel],
    faults: [failingTest(), flake8Error(), typeError('Mypy', /Incompatible types/)],
  },
];
