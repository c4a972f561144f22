import { exampleSettings } from '../example-settings';
import { layeredPackages } from './tool-versions';

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
