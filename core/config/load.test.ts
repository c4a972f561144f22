import * as fc from 'fast-check';
import { formatProblem } from '../kernel/problem';
import { loadStack, type StackSource } from './load';

interface Stack {
  [key: string]: unknown;
}

const passing: Stack = {
  github: { owner: 'acme' },
  delivery: { mode: 'pullRequest' },
  repositories: [{ name: 'orders' }],
};

function source(stack: Stack, secretKeys: readonly string[] = []): StackSource {
  const values = Object.entries(stack).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return {
    file: 'Pulumi.test.yaml',
    values: Object.fromEntries(values) as Record<string, string>,
    isSecret: (key) => secretKeys.includes(key),
  };
}

function problemsOf(stack: Stack, secretKeys: readonly string[] = []): string[] {
  const loaded = loadStack(source(stack, secretKeys));
  return loaded.ok ? [] : loaded.problems.map(formatProblem);
}

function repositoryProblems(repository: Stack): string[] {
  return problemsOf({ ...passing, repositories: [{ name: 'orders', ...repository }] });
}

test('files are replaced only by a delivery that can give them back', () => {
  const repositories = [{ name: 'orders', protection: { kind: 'none' }, replaces: ['old.yml'] }];
  const of = (mode: string) => problemsOf({ ...passing, delivery: { mode }, repositories });
  expect(of('pullRequest')).toEqual([]);
  expect(of('commit')).toEqual([]);
  expect(of('files')).toEqual([
    expect.stringMatching(/replaces of orders.*`files`.*found old\.yml/su) as string,
  ]);
  const path = '.github/workflows/old.yml';
  const jobs = [{ ...repositories[0], replaces: [], replacesJobs: { [path]: ['lint'] } }];
  expect(problemsOf({ ...passing, delivery: { mode: 'commit' }, repositories: jobs })).toEqual([]);
  expect(problemsOf({ ...passing, delivery: { mode: 'files' }, repositories: jobs })).toEqual([
    expect.stringMatching(/replacesJobs of orders.*found \.github.*no `replacesJobs`/su) as string,
  ]);
});

test.each<[string, object, RegExp]>([
  ['another file', { 'old.yml': ['lint'] }, /must be a workflow/],
  ['a folder below', { '.github/workflows/a/b.yml': ['lint'] }, /must be a workflow/],
  ['what cannot be an id', { '.github/workflows/a.yml': ['a b'] }, /must be the id of a job/],
  ['no jobs', { '.github/workflows/a.yml': [] }, /replacesJobs/],
])('replacesJobs refuses %s', (_what, replacesJobs, message) => {
  expect(repositoryProblems({ replacesJobs })).toEqual([expect.stringMatching(message) as string]);
});

test('selected actions need that choice', () => {
  const selected = { patternsAllowed: ['astral-sh/*'] };
  expect(repositoryProblems({ actions: { allowedActions: 'selected', selected } })).toEqual([]);
  expect(repositoryProblems({ actions: { selected } })).toEqual([
    expect.stringContaining('needs `actions.allowedActions: selected`') as string,
  ]);
});

describe('a stack that says only what is necessary', () => {
  test('gets every number of the architecture as default', () => {
    const loaded = loadStack(source(passing));
    if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
    const [orders] = loaded.config.repositories;
    expect(orders).toMatchObject({
      gates: { coverage: 80, readiness: 90, lint: 'enforce', types: 'warn', security: 'warn' },
      timeouts: { lint: 15, test: 30, security: 15, readiness: 10, mcp: 20, build: 15, comment: 5 },
      retries: { network: { attempts: 3, delaySeconds: 5 }, tests: { reruns: 2, delaySeconds: 1 } },
      schedules: { readiness: '0 9 * * *' },
      readiness: { weights: { ci: 40, coverage: 30, security: 20, quality: 10 }, window: 10 },
      python: { versions: ['3.11'] },
    });
  });

  test('lets a repository override one key and inherit its neighbours from defaults', () => {
    const loaded = loadStack(
      source({
        ...passing,
        defaults: { gates: { coverage: 85, readiness: 95 }, variables: { TIER: 'gold' } },
        repositories: [{ name: 'orders', gates: { coverage: 90 }, variables: { TEAM: 'a' } }],
      }),
    );
    if (!loaded.ok) throw new Error('refused');
    expect(loaded.config.repositories[0]).toMatchObject({
      gates: { coverage: 90, readiness: 95, lint: 'enforce' },
      variables: { TIER: 'gold', TEAM: 'a' },
    });
  });

  test('replaces a secret reference as a whole instead of mixing two', () => {
    const loaded = loadStack(
      source({
        ...passing,
        defaults: { secrets: { actions: { TOKEN: { env: 'A' } } } },
        repositories: [{ name: 'orders', secrets: { actions: { TOKEN: { ssmParameter: '/b' } } } }],
      }),
    );
    if (!loaded.ok) throw new Error('refused');
    expect(loaded.config.repositories[0]?.secrets.actions).toEqual({
      TOKEN: { ssmParameter: '/b' },
    });
  });
});

describe('a wrong value is refused with its key path, what was found and what is allowed', () => {
  test.each<[string, Stack, string]>([
    [
      'coverage over 100',
      { gates: { coverage: 130 } },
      'repositories[0].gates.coverage: is too large; found 130; allowed: at most 100',
    ],
    [
      'a timeout of zero',
      { timeouts: { lint: 0 } },
      'repositories[0].timeouts.lint: is too small; found 0; allowed: at least 1',
    ],
    [
      'a fraction of a minute',
      { timeouts: { lint: 1.5 } },
      'repositories[0].timeouts.lint: has the wrong type; found 1.5; allowed: a whole number',
    ],
    [
      'a cron of words',
      { schedules: { smoke: 'every four hours' } },
      'repositories[0].schedules.smoke: must be a cron expression of five fields',
    ],
    [
      'a date that never comes',
      { schedules: { smoke: '0 0 31 2 *' } },
      'is not a cron expression that ever runs',
    ],
    [
      'a cron each minute',
      { schedules: { smoke: '* * * * *' } },
      'more often than every five minutes',
    ],
    ['a cron with seconds', { schedules: { smoke: '0 0 9 * * *' } }, 'five fields'],
    [
      'an unquoted Python version',
      { python: { versions: [3.1] } },
      'must be quoted, since YAML reads 3.10 as the number 3.1',
    ],
    ['a branch of dots', { defaultBranch: '..' }, 'repositories[0].defaultBranch: '],
    [
      'a branch with a lock suffix',
      { defaultBranch: 'a.lock' },
      'is not a branch name git accepts',
    ],
    [
      'a moving runner label',
      { runner: 'ubuntu-latest' },
      'repositories[0].runner: must name the image',
    ],
    [
      'a path out of the repository',
      { python: { tests: ['../x'] } },
      'repositories[0].python.tests[0]: must stay inside the repository',
    ],
    [
      'weights that miss 100',
      { readiness: { weights: { ci: 50 } } },
      'repositories[0].readiness.weights: must add up to 100, not 110',
    ],
    [
      'a data branch that runs CI',
      { readiness: { dataBranch: 'develop' } },
      'repositories[0].readiness.dataBranch: must not be a branch that runs CI',
    ],
    [
      'a secret in plain text',
      { secrets: { actions: { TOKEN: 'hunter2' } } },
      'repositories[0].secrets.actions.TOKEN: must say where the secret is, never its value',
    ],
    [
      'a reserved secret name',
      { secrets: { actions: { GITHUB_TOKEN: { env: 'A' } } } },
      'must not start with GITHUB_',
    ],
    [
      'a smoke test without its environment',
      {
        smoke: { baseUrl: 'https://a.example', checks: [{ name: 'a', kind: 'health', path: '/' }] },
      },
      "repositories[0].smoke.environment: must be one of the repository's environments (none)",
    ],
    [
      'a base URL with credentials',
      {
        environments: { staging: {} },
        smoke: {
          baseUrl: 'https://u:p@a.example',
          checks: [{ name: 'a', kind: 'health', path: '/' }],
        },
      },
      'repositories[0].smoke.baseUrl: must be an absolute http or https URL',
    ],
    [
      'an expression in a name',
      { mcp: { command: ['${{ github.token }}'] } },
      'must not contain a GitHub expression',
    ],
    [
      'a line break in a command',
      { mcp: { command: ['a\nb'] } },
      'must be one line without control characters',
    ],
    [
      'a line separator in a command',
      { mcp: { command: ['a\u2028b'] } },
      'must be one line without control characters',
    ],
    [
      'a paragraph separator in a command',
      { mcp: { command: ['a\u2029b'] } },
      'must be one line without control characters',
    ],
    [
      'a line separator in the body of a check',
      {
        environments: { staging: {} },
        smoke: {
          environment: 'staging',
          baseUrl: 'https://a.example',
          checks: [{ name: 'a', kind: 'api', method: 'POST', path: '/', body: 'a\u2028b' }],
        },
      },
      'smoke.checks[0].body: must be one line without control characters',
    ],
    [
      'a shell in a path',
      { python: { sources: ['src; rm -rf /'] } },
      'repositories[0].python.sources[0]: must be a relative path',
    ],
    [
      'a merge queue on a classic rule',
      { protection: { kind: 'classic', mergeQueue: true } },
      'needs `protection.kind: ruleset`',
    ],
    [
      'merge commits from a queue where none are allowed',
      { protection: { mergeQueue: true, linearHistory: true, queue: { method: 'merge' } } },
      'repositories[0].protection.queue.method: must be `squash` or `rebase` with `linearHistory`',
    ],
    [
      'a queue that waits for more than it merges together',
      { protection: { mergeQueue: true, queue: { batch: 2, minimum: 3 } } },
      'repositories[0].protection.queue.minimum: must be at most `batch`, which is 2',
    ],
  ])('%s', (_name, repository, expected) => {
    const found = repositoryProblems(repository);
    expect(found.join('\n')).toContain(expected);
    expect(found.every((line) => line.startsWith('Pulumi.test.yaml: gatehouse:'))).toBe(true);
  });

  test.each<[string, string]>([
    ['a/b/c', 'must be a bare repository name'],
    ['..', 'is a name GitHub reserves'],
    ['x.git', 'is a name GitHub reserves'],
    ['', 'must be a bare repository name'],
  ])('repository name %j', (name, expected) => {
    expect(problemsOf({ ...passing, repositories: [{ name }] }).join('\n')).toContain(expected);
  });

  test('a misspelt key suggests the nearest one', () => {
    expect(repositoryProblems({ gates: { covrage: 80 } })).toEqual([
      'Pulumi.test.yaml: gatehouse:repositories[0].gates.covrage: unknown key; allowed: coverage, readiness, lint, format, types, tests, security, performance, ramp; did you mean coverage?',
    ]);
  });

  test('a misspelt key of the stack suggests the nearest one', () => {
    expect(problemsOf({ ...passing, repositorys: '[]' }).join('\n')).toContain(
      'did you mean repositories?',
    );
  });

  test('the same repository twice is refused whatever its case', () => {
    const found = problemsOf({
      ...passing,
      repositories: [{ name: 'orders' }, { name: 'Orders' }],
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(
      'repositories[1].name: repeats Pulumi.test.yaml: gatehouse:repositories[0]',
    );
  });

  test.each<[string, Stack, string]>([
    ['near a key one level down', { defaults: { coverge: 85 } }, 'did you mean gates.coverage?'],
    ['at home one level down', { defaults: { coverage: 85 } }, 'did you mean gates.coverage?'],
    [
      'near a key two levels down',
      { repositories: [{ name: 'orders', attemps: 2 }] },
      'did you mean retries.network.attempts?',
    ],
    ['near a key of its own level first', { defaults: { gate: {} } }, 'did you mean gates?'],
  ])('an unknown key %s gets the right path', (_name, stack, expected) => {
    const found = problemsOf({ ...passing, ...stack });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });

  test.each<[string, Stack, string]>([
    [
      'smoke.environment: constructor',
      {
        smoke: {
          environment: 'constructor',
          baseUrl: 'https://a.example',
          checks: [{ name: 'a', kind: 'health', path: '/' }],
        },
      },
      'smoke.environment: must be one of the repository\'s environments (none); found "constructor"',
    ],
    ['environments: toString', { environments: 'toString' }, 'environments: has the wrong type'],
    [
      'a variable __proto__',
      { variables: JSON.parse('{"__proto__": "x"}') as Stack },
      'variables.__proto__: cannot be the name of anything',
    ],
    [
      'a section __proto__',
      JSON.parse('{"__proto__": {"gates": {"coverage": 1}}}') as Stack,
      'repositories[0].__proto__: cannot be the name of anything',
    ],
    [
      'a secret of the key constructor',
      { secrets: { actions: { TOKEN: { config: 'constructor' } } } },
      'gatehouse:constructor: is named by a secret reference but not set',
    ],
    ['a section constructor', { constructor: { coverage: 1 } }, 'constructor: unknown key'],
    [
      'a key below constructor',
      { gates: { constructor: 1 } },
      'repositories[0].gates.constructor: unknown key; allowed: coverage',
    ],
  ])('nothing is found on the prototype: %s', (_name, repository, expected) => {
    const found = repositoryProblems(repository);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });

  test('a variable may have the name of something that objects inherit', () => {
    const variables = { constructor: 'a', toString: 'b' };
    const loaded = loadStack(source({ ...passing, repositories: [{ name: 'orders', variables }] }));
    expect(loaded.ok && loaded.config.repositories[0]?.variables).toEqual(variables);
  });

  test.each<[string, Stack, string]>([
    ['directly under defaults', { defaults: { ['x'.repeat(1_000_000)]: 1 } }, 'unknown key'],
    ['of the stack', { ['y'.repeat(1_000_000)]: 'a' }, 'unknown key'],
    [
      'among the variables',
      { defaults: { variables: { ['z'.repeat(1_000_000)]: 'a' } } },
      'the key ',
    ],
  ])('a key of a million characters %s is one short problem', (_name, stack, expected) => {
    const found = problemsOf({ ...passing, ...stack });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
    expect(found[0]).toContain('… (1000000 characters)');
    expect(found[0]?.length).toBeLessThan(600);
  });

  test('text where an object belongs is refused', () => {
    expect(problemsOf({ ...passing, github: 'acme' }).join('\n')).toContain(
      'gatehouse:github: has the wrong type; found a plain text; allowed: an object in YAML',
    );
  });

  test('all problems are reported at once', () => {
    const found = problemsOf({
      github: { ownr: 'acme' },
      defaults: { gates: { coverage: 130 } },
      repositories: [{ name: 'a/b' }, { name: 'x', timeouts: { lint: 0 } }],
    });
    for (const part of [
      'github.owner',
      'github.ownr',
      'defaults.gates.coverage',
      '[0].name',
      '[1].timeouts.lint',
    ]) {
      expect(found.join('\n')).toContain(part);
    }
  });
});

describe('secrets', () => {
  const withReference = {
    ...passing,
    repositories: [
      { name: 'orders', secrets: { actions: { PYPI_TOKEN: { config: 'pypiToken' } } } },
    ],
  };

  test('a referenced key that is set with --secret is accepted', () => {
    expect(problemsOf({ ...withReference, pypiToken: 'hunter2' }, ['pypiToken'])).toEqual([]);
  });

  test('a referenced key in plain text is refused without printing it', () => {
    const [problem] = problemsOf({ ...withReference, pypiToken: 'hunter2' });
    expect(problem).toContain('gatehouse:pypiToken: holds a secret in plain text');
    expect(problem).toContain('pulumi config set --secret pypiToken');
    expect(problem).not.toContain('hunter2');
  });

  test('a reference to a key that is not set is refused', () => {
    expect(problemsOf(withReference)[0]).toContain(
      'gatehouse:pypiToken: is named by a secret reference but not set',
    );
  });

  test('no problem ever prints a value given where a reference belongs', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]{12,40}$/), (secret) => {
        const found = repositoryProblems({ secrets: { actions: { TOKEN: secret } } });
        expect(found).toHaveLength(1);
        expect(found.join()).not.toContain(secret);
      }),
    );
  });
});

describe('delivery by direct commits', () => {
  test.each<[string, Stack, boolean]>([
    ['a ruleset without bypass actors', {}, false],
    ['a ruleset an app may bypass', { protection: { bypassApps: [7] } }, true],
    ['a classic rule', { protection: { kind: 'classic', bypassApps: [7] } }, false],
    ['no protection', { protection: { kind: 'none' } }, true],
  ])('under %s', (_name, repository, accepted) => {
    const found = problemsOf({
      ...passing,
      delivery: { mode: 'commit' },
      repositories: [{ name: 'orders', ...repository }],
    });
    expect(found.filter((line) => line.includes('delivery.mode'))).toHaveLength(accepted ? 0 : 1);
  });
});

describe('a copy of the dashboard on the default branch', () => {
  const readiness = {
    dashboardCopy: { directory: 'docs', appId: 7, privateKeySecret: 'DASHBOARD_APP_KEY' },
  };
  const app = { id: '7', installationId: '1', privateKey: { env: 'PEM' } };
  test.each<[string, Stack, Stack, boolean]>([
    ['no App may bypass the ruleset', {}, {}, false],
    ['another App may', { protection: { bypassApps: [8] } }, {}, false],
    ['the App may', { protection: { bypassApps: [7] } }, {}, true],
    ['the App is the one Gatehouse acts as', {}, { app }, true],
    ['the rule is a classic one', { protection: { kind: 'classic', bypassApps: [7] } }, {}, false],
    ['nothing protects the branch', { protection: { kind: 'none' } }, {}, true],
  ])('when %s', (_name, repository, github, accepted) => {
    const found = problemsOf({
      ...passing,
      github: { owner: 'acme', ...github },
      repositories: [{ name: 'orders', readiness, ...repository }],
    });
    expect(found).toHaveLength(accepted ? 0 : 1);
    expect(found.join()).toContain(accepted ? '' : 'dashboardCopy');
  });

  test("GitHub's own Actions app is refused, since GitHub refuses it", () => {
    const found = repositoryProblems({ protection: { bypassApps: [15368] } });
    expect(found.join()).toContain('register an App of your own');
  });
});

test('whatever the text of a key, loading answers with problems instead of throwing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (repositories, defaults) => {
      const loaded = loadStack(
        source({
          github: { owner: 'acme' },
          repositories: JSON.stringify(repositories),
          defaults: JSON.stringify(defaults),
        }),
      );
      expect(loaded.ok || loaded.problems.length > 0).toBe(true);
    }),
  );
});
