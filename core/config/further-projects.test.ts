import { formatProblem } from '../kernel/problem';
import { loadStack } from './load';

function load(repository: object) {
  const values = {
    github: { owner: 'acme' },
    delivery: { mode: 'pullRequest' },
    repositories: [{ name: 'orders', ...repository }],
  };
  return loadStack({
    file: 'Pulumi.test.yaml',
    values: Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]),
    ),
    isSecret: () => false,
  });
}

const problemsOf = (repository: object): string => {
  const loaded = load(repository);
  return loaded.ok ? '' : loaded.problems.map(formatProblem).join('\n');
};

const job = { title: 'Lint', steps: [{ name: 'Lint', run: ['true'] }] };

test.each<[string, object, RegExp]>([
  ['no directory', { projects: { api: {} } }, /projects\.api\.python\b/],
  [
    'the directory of the first project',
    { python: { directory: 'api' }, projects: { api: { python: { directory: 'api' } } } },
    /projects\.api\.python\.directory.*must not be that of another project \(the repository itself\)/,
  ],
  [
    'the directory of another one',
    { projects: { a: { python: { directory: 'x' } }, b: { python: { directory: 'x' } } } },
    /projects\.b\.python\.directory.*\(a\)/,
  ],
  [
    'a directory outside of the repository',
    { projects: { a: { python: { directory: '../x' } } } },
    /projects\.a\.python\.directory.*must stay inside the repository/,
  ],
  [
    'a directory that ends with a slash',
    { python: { directory: 'a/' } },
    /without `\/` at its end/,
  ],
  [
    'the name of a job',
    { projects: { api: { python: { directory: 'api' } } }, jobs: { 'lint-api': job } },
    /jobs\.lint-api.*must not be a job of the project api/,
  ],
  [
    'a service where there are no containers',
    {
      surroundings: { services: { db: { image: 'postgres:17', ports: [5432] } } },
      projects: { api: { python: { directory: 'api' }, checks: { runners: ['macos-15'] } } },
    },
    /projects\.api\.surroundings\.services.*the tests run on macos-15 too/,
  ],
  [
    'a baseline of tests that no report names',
    {
      gates: { tests: 'new' },
      projects: { api: { python: { directory: 'api' }, checks: { testRunner: 'unittest' } } },
    },
    /projects\.api\.gates\.tests.*cannot be `new` with `checks\.testRunner: unittest`/,
  ],
  [
    'a minimum score of its own',
    { projects: { api: { python: { directory: 'api' }, gates: { readiness: 90 } } } },
    /projects\.api\.gates\.readiness.*unknown key/,
  ],
])('%s is refused', (_name, repository, expected) => {
  expect(problemsOf(repository)).toMatch(expected);
});

test('projects in directories may have a baseline', () => {
  const gates = { lint: 'new', tests: 'new' };
  const projects = { api: { python: { directory: 'services/api' }, gates } };
  expect(problemsOf({ python: { directory: 'services/shop' }, gates, projects })).toBe('');
});

test('only the directory has to be named', () => {
  const loaded = load({ projects: { api: { python: { directory: 'services/api' } } } });
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  expect(loaded.config.repositories[0]?.projects).toEqual({
    api: { python: { directory: 'services/api' } },
  });
});
