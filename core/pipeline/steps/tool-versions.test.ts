import versions from '../../tools/versions.json';
import { exampleSettings } from '../example-settings';
import { layeredPackages } from './tool-versions';

const { packages, older } = versions;

type Python = typeof exampleSettings.python;

const namesFor = (python: Partial<Pick<Python, 'tools' | 'dependencies'>>): readonly string[] =>
  layeredPackages('pytest', {
    python: { ...exampleSettings.python, ...python },
    checks: { ...exampleSettings.checks, parallelTests: false },
  }).map((one) => one.split('==')[0] ?? one);

test.each<[string, Parameters<typeof namesFor>[0], readonly string[]]>([
  ['all of the house', { tools: 'gatehouse' }, ['pytest', 'pytest-cov', 'pytest-rerunfailures']],
  ['what the project has not', { tools: ['pytest'] }, ['pytest-cov', 'pytest-rerunfailures']],
  [
    'not what the settings install beside the project',
    {
      tools: 'gatehouse',
      dependencies: ['Pytest_Cov>=7', 'pytest-rerunfailures; python_version > "3"'],
    },
    ['pytest'],
  ],
  ['nothing, where all is the project’s', { tools: 'project' }, []],
])('layered over the environment: %s', (_name, python, expected) => {
  expect(namesFor(python)).toEqual(expected);
});

test.each<[string, readonly string[], Readonly<Record<string, string>>, string]>([
  ['the newest release', ['3.11', '3.15'], {}, packages.flake8],
  ['the release for the oldest Python of all jobs', ['3.13', '3.10'], {}, older['3.10'].flake8],
  ['the newest where free threads run', ['3.14t'], {}, packages.flake8],
  ['what the settings name', ['3.10'], { flake8: '7.0.0' }, '7.0.0'],
])('Flake8 is %s', (_name, pythons, named, release) => {
  const python = { ...exampleSettings.python, tools: 'gatehouse' as const, versions: pythons };
  const checks = { ...exampleSettings.checks, versions: named };
  expect(layeredPackages('flake8', { python: python as Python, checks })).toEqual([
    `flake8==${release}`,
  ]);
});
