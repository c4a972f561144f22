import { formatProblem } from '../../kernel/problem';
import { type LoadedStack, loadStack } from '../load';
import { readFleetFiles } from './files';
import { memoryFiles } from './memory-files';

interface Stack {
  readonly [key: string]: unknown;
}

/** A stack named dev, with fleet files by path. */
function load(files: Readonly<Record<string, string>>, stack: Stack = {}): LoadedStack {
  const values = { github: { owner: 'acme' }, delivery: { mode: 'pullRequest' }, ...stack };
  return loadStack({
    file: 'Pulumi.dev.yaml',
    values: Object.fromEntries(
      Object.entries(values).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
    isSecret: () => true,
    fleet: { stack: 'dev', read: (patterns) => readFleetFiles(memoryFiles(files), '.', patterns) },
  });
}

function problems(files: Readonly<Record<string, string>>, stack: Stack = {}): readonly string[] {
  const loaded = load(files, stack);
  return loaded.ok ? [] : loaded.problems.map(formatProblem);
}

function names(files: Readonly<Record<string, string>>, stack: Stack = {}): readonly string[] {
  const loaded = load(files, stack);
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.config.repositories.map(({ name }) => name);
}

const one = (name: string): string => `repositories:\n  - name: ${name}\n`;

describe('the repositories of a stack', () => {
  const files = {
    'fleet/dev.yaml': one('orders'),
    'fleet/dev/b.yaml': one('billing'),
    'fleet/dev/a.yaml': `${one('api')}  - name: web\n`,
    'fleet/dev/.a.yaml.swp': '\0',
    'fleet/dev/notes.txt': 'no fleet file',
    'fleet/prod.yaml': one('orders'),
    'teams/x/pay.yaml': one('pay'),
  };

  test('come from the files of its name, and from the stack file too', () => {
    expect(names(files)).toEqual(['orders', 'api', 'web', 'billing']);
    expect(names(files, { repositories: [{ name: 'tools' }] })).toEqual([
      'tools',
      'orders',
      'api',
      'web',
      'billing',
    ]);
  });

  test('come from the files that it names, each once', () => {
    const fleet = { files: ['fleet/dev/?.yaml', 'fleet/dev/b.yaml', 'teams/*/*.yaml'] };
    expect(names(files, { fleet })).toEqual(['api', 'web', 'billing', 'pay']);
  });

  test.each<[readonly string[], readonly string[]]>([
    [['*i*'], ['api', 'billing']],
    [['ORDERS'], ['orders']],
    [['!*i*'], ['orders', 'web']],
    [
      ['*', '!web'],
      ['orders', 'api', 'billing'],
    ],
  ])('are those that %j selects', (repositories, expected) => {
    expect(names(files, { fleet: { repositories } })).toEqual(expected);
  });

  test('may be in groups of any file, and in several', () => {
    const loaded = load(
      {
        'fleet/dev/groups.yaml':
          'groups:\n  slow: {timeouts: {test: 60}, gates: {coverage: 70}}\n  strict: {gates: {coverage: 95}}\n',
        'fleet/dev/repositories.yaml':
          'repositories:\n  - name: a\n    groups: [slow, strict]\n  - name: b\n    groups: [strict, slow]\n    timeouts: {test: null}\n',
      },
      { repositories: [{ name: 'c', groups: ['slow'] }], defaults: { gates: { readiness: 50 } } },
    );
    if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
    expect(
      loaded.config.repositories.map(({ name, gates, timeouts }) => [
        name,
        gates.coverage,
        gates.readiness,
        timeouts.test,
      ]),
    ).toEqual([
      ['c', 70, 50, 60],
      ['a', 95, 50, 60],
      ['b', 70, 50, 30],
    ]);
  });
});

describe('what is wrong in a fleet file', () => {
  const fleet = `groups:
  service:
    gates: {coverage: 130, covrage: null}
  weighty:
    readiness: {weights: {ci: 50}}
repositories:
  - name: orders
    groups: [servce, weighty, weighty]
    smoke: null
  - name: a/b
    variables:
      __proto__: x
  - timeouts: {lint: 0}
  - name: heavy
    groups: [weighty]
  - name: heavier
    groups: [weighty]
`;

  test('is reported at once, with file, line, key path, what was found and allowed, and the nearest key', () => {
    expect(problems({ 'fleet/dev.yaml': fleet })).toEqual([
      'fleet/dev.yaml:3:13: groups.service.gates.coverage: is too large; found 130; allowed: at most 100',
      'fleet/dev.yaml:10:5: repositories[1].name: must be a bare repository name of letters, digits, `.`, `_` and `-` (the owner is `github.owner`); found "a/b"',
      'fleet/dev.yaml:13:16: repositories[2].timeouts.lint: is too small; found 0; allowed: at least 1',
      'fleet/dev.yaml:13:5: repositories[2].name: is missing; allowed: a value of type string',
      'fleet/dev.yaml:3:28: groups.service.gates.covrage: unknown key; allowed: coverage, readiness, lint, format, types, tests, security, performance, ramp; did you mean coverage?',
      'fleet/dev.yaml:12:7: repositories[1].variables.__proto__: cannot be the name of anything; choose another one',
      'fleet/dev.yaml:8:14: repositories[0].groups[0]: is not a group in the stack\'s fleet files; found "servce"; allowed: service, weighty; did you mean service?',
      'fleet/dev.yaml:8:31: repositories[0].groups[2]: names a group a second time; found "weighty"; allowed: each group once',
      'fleet/dev.yaml:5:17: groups.weighty.readiness.weights: must add up to 100, not 110 (of heavy and 1 more); found an object with ci, coverage, security, quality',
    ]);
  });

  test.each<[string, Readonly<Record<string, string>>, Stack, string]>([
    [
      'a repository in two files',
      { 'fleet/dev/a.yaml': one('orders'), 'fleet/dev/b.yaml': one('Orders') },
      {},
      'fleet/dev/b.yaml:2:5: repositories[0].name: repeats fleet/dev/a.yaml:2: repositories[0]; found "Orders"; allowed: each repository once (GitHub compares names without case)',
    ],
    [
      'a repository in a file and in the stack file',
      { 'fleet/dev.yaml': one('orders') },
      { repositories: [{ name: 'orders' }] },
      'fleet/dev.yaml:2:5: repositories[0].name: repeats Pulumi.dev.yaml: gatehouse:repositories[0]; found "orders"; allowed: each repository once (GitHub compares names without case)',
    ],
    [
      'a group in two files',
      { 'fleet/dev/a.yaml': 'groups: {x: {}}', 'fleet/dev/b.yaml': `groups: {x: {}}\n${one('o')}` },
      {},
      'fleet/dev/b.yaml:1:10: groups.x: repeats fleet/dev/a.yaml:1: groups.x; allowed: each group once in all files of a stack',
    ],
    [
      'no repository anywhere',
      {},
      {},
      'Pulumi.dev.yaml: gatehouse:repositories: the stack has no repository; allowed: entries here, or in fleet/dev.yaml or fleet/dev/*.yaml',
    ],
    [
      'a pattern without files',
      { 'fleet/dev.yaml': one('orders') },
      { fleet: { files: ['flet/*.yaml'] } },
      'Pulumi.dev.yaml: gatehouse:fleet.files[0]: matches no file of the project; found "flet/*.yaml"',
    ],
    [
      'a pattern without repositories',
      { 'fleet/dev.yaml': one('orders') },
      { fleet: { repositories: ['*', '!ordres'] } },
      'Pulumi.dev.yaml: gatehouse:fleet.repositories[1]: matches no repository of the fleet files; found "!ordres"',
    ],
    [
      'files outside of the project',
      {},
      { fleet: { files: ['../x/*.yaml'] }, repositories: [{ name: 'a' }] },
      'Pulumi.dev.yaml: gatehouse:fleet.files[0]: must stay inside the project, without `..`, `//` or `**`; found "../x/*.yaml"',
    ],
    [
      'an unknown key of the file',
      { 'fleet/dev.yaml': `repositorys: []\n${one('orders')}` },
      {},
      'fleet/dev.yaml:1:1: repositorys: unknown key; allowed: groups, repositories; did you mean repositories?',
    ],
    [
      'a list instead of keys',
      { 'fleet/dev.yaml': '- name: orders\n' },
      {},
      'fleet/dev.yaml: does not hold keys and values; allowed: groups, repositories',
    ],
    [
      'only comments',
      { 'fleet/dev.yaml': '# later\n' },
      {},
      'fleet/dev.yaml: holds only comments; allowed: groups, repositories',
    ],
    [
      'more repositories than a stack may have',
      {
        'fleet/dev/a.yaml': `repositories: [${[...Array(600).keys()].map((n) => `{name: a${n}}`).join()}]`,
        'fleet/dev/b.yaml': `repositories: [${[...Array(600).keys()].map((n) => `{name: b${n}}`).join()}]`,
      },
      {},
      'Pulumi.dev.yaml: gatehouse:repositories: is too large; found 1200 with those of the fleet files; allowed: at most 1000',
    ],
    [
      'a secret that is not set',
      {
        'fleet/dev.yaml': `groups: {g: {secrets: {actions: {T: {config: pypi}}}}}\n${one('o')}    groups: [g]\n`,
      },
      {},
      'Pulumi.dev.yaml: gatehouse:pypi: is named by a secret reference but not set; run `pulumi config set --secret pypi`',
    ],
  ])('%s', (_name, files, stack, expected) => {
    expect(problems(files, stack)).toEqual([expected]);
  });
});
