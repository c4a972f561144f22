import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { parse } from 'yaml';
import { matchesFilter } from '../../../core/reading/branch-filter';
import { checkSettings } from '../../../core/pipeline/check-settings';
import { exampleSettings } from '../../../core/pipeline/example-settings';
import { renderFiles } from '../../../core/pipeline/render-files';
import { type PipelineSettings } from '../../../core/config/pipeline-settings';

/** Settings in which every optional part is present, so that every text field there is can be replaced. */
const everything: PipelineSettings = {
  ...exampleSettings,
  python: {
    ...exampleSettings.python,
    versions: ['3.11', '3.12'],
    manager: 'pip',
    tools: ['ruff'],
    constraints: ['constraints.txt'],
    groups: ['dev'],
    extras: ['test'],
    dependencies: ['types-requests>=2'],
    credentials: { UV_INDEX_INTERNAL_PASSWORD: 'INDEX_PASSWORD' },
  },
  checks: { ...exampleSettings.checks, testRunner: 'command', testCommand: ['tox', 'run'] },
  surroundings: {
    env: { DATABASE_URL: 'postgresql://localhost/test' },
    systemPackages: ['libpq-dev'],
    setup: [],
    services: {
      postgres: {
        image: 'postgres:18',
        ports: [5432],
        env: { POSTGRES_PASSWORD: 'test' },
        healthCommand: 'pg_isready',
      },
    },
  },
  build: {
    packages: true,
    sbom: true,
    attest: true,
    dockerfile: 'Dockerfile',
    artifactRetentionDays: 14,
  },
  ...(exampleSettings.smoke === undefined
    ? {}
    : {
        smoke: {
          ...exampleSettings.smoke,
          rollback: true,
          canary: {
            url: 'https://canary.example.com',
            requests: 500,
            minimumRequests: 200,
            errorTolerance: 0.01,
            latencyFactor: 1.25,
            tailTolerance: 0.03,
            deploymentSpread: 0.2,
            confidence: 0.95,
          },
          e2e: { command: ['pytest', '-m', 'e2e'], attempts: 2, timeoutMinutes: 30 },
        },
      }),
};

type Path = readonly string[];

/** Paths of every text in a value; `keys` too where the settings leave the keys free. */
function textsOf(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value === 'string') return [at];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) => textsOf(item, [...at, key]));
}

const freeKeys: Path = ['smoke', 'checks', '0', 'expectJson'];
const fields: readonly Path[] = [
  ...textsOf(everything).filter(([first]) => first !== 'owner' && first !== 'repository'),
  [...freeKeys, '(key)'],
];

function replaced(value: unknown, [head, ...rest]: Path, text: string): unknown {
  if (head === undefined) return text;
  if (head === '(key)') return { [text]: 'ok' };
  if (Array.isArray(value))
    return value.map((item: unknown, index) =>
      String(index) === head ? replaced(item, rest, text) : item,
    );
  const map = value as Readonly<Record<string, unknown>>;
  return { ...map, [head]: replaced(map[head], rest, text) };
}

function withText(field: Path, text: string): PipelineSettings {
  return replaced(everything, field, text) as PipelineSettings;
}

/** Scalars of a document by their path; a list's index is part of it. */
function leaves(document: unknown): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  const walk = (value: unknown, at: string): void => {
    if (value === null || typeof value !== 'object') {
      found.set(at, value);
      return;
    }
    const entries = Object.entries(value);
    if (entries.length === 0) found.set(at, '(empty)');
    for (const [key, item] of entries) walk(item, `${at}/${key}`);
  };
  walk(document, '');
  return found;
}

const marker = 'zqmarkerzq';

/** Words of shell that were rendered for a text, still to be read back by a real shell. */
interface Word {
  readonly rendered: string;
  readonly text: string;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/**
 * Compares a leaf with the same leaf rendered for a harmless marker; adds what a shell has to judge to `words`. Nearly
 * all of the hundreds of thousands of leaves are equal, and a matcher takes a thousand times as long to say so as
 * `===`.
 */
function expectLeaf(key: string, harmless: unknown, leaf: unknown, text: string, words: Word[]) {
  if (typeof harmless !== 'string' || !harmless.includes(marker)) {
    if (key.endsWith('/directory') && leaf !== harmless) {
      // Dependabot gets the directory of the Dockerfile.
      for (const part of String(leaf).split('/')) expect(text.split('/')).toContain(part);
      return;
    }
    if (leaf !== harmless) expect([key, leaf]).toEqual([key, harmless]);
    return;
  }
  if (harmless === marker) {
    if (/\/branches\/\d+$/.test(key)) expect(matchesFilter(text, [String(leaf)])).toBe(true);
    else if (leaf !== text) expect([key, leaf]).toEqual([key, text]);
    return;
  }
  if (/^[[{]/.test(harmless)) {
    const read = (json: string): unknown => JSON.parse(json);
    const expected = JSON.parse(harmless, (_, value: unknown) =>
      typeof value === 'string' ? value.replaceAll(marker, () => text) : value,
    ) as unknown;
    expect([key, read(String(leaf))]).toEqual([key, expected]);
    return;
  }
  const parts = harmless.split(marker);
  const between = new RegExp(`^${parts.map(escaped).join('([^]*?)')}$`);
  const middles = between.exec(String(leaf))?.slice(1);
  expect([key, middles?.length]).toEqual([key, parts.length - 1]);
  middles?.forEach((middle, index) => {
    const before = parts.slice(0, index + 1).join('');
    const insideExpression = before.lastIndexOf('${{') > before.lastIndexOf('}}');
    if (key.endsWith('/run') || key.endsWith('/options')) {
      words.push({ rendered: middle, text });
    } else if (before.endsWith('secrets.')) {
      expect(middle).toBe(text);
      expect(text).toMatch(/^[A-Za-z_]\w*$/);
    } else if (insideExpression) {
      expect(before.endsWith("'") || before.endsWith('/')).toBe(true);
      expect(middle.replaceAll("''", '')).not.toContain("'");
      expect(middle.replaceAll("''", "'")).toBe(text);
    } else expect([key, middle]).toEqual([key, text]);
  });
}

/** A JSON file holds the text wherever the harmless one holds the marker, and is otherwise the same. */
function expectJson(harmless: string, content: string, text: string) {
  const filled = (value: unknown): unknown => {
    if (value === marker) return text;
    if (Array.isArray(value)) return value.map(filled);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key === marker ? text : key, filled(item)]),
    );
  };
  expect(JSON.parse(content)).toEqual(filled(JSON.parse(harmless)));
}

const harmlessFiles = new Map(
  fields.map((field) => [field, renderFiles(withText(field, marker)).files] as const),
);

/** Leaves of the harmless files by their content, read once. */
const harmlessLeaves = new Map<string, ReadonlyMap<string, unknown>>();

function leavesOfHarmless(content: string): ReadonlyMap<string, unknown> {
  const known = harmlessLeaves.get(content) ?? leaves(parse(content));
  harmlessLeaves.set(content, known);
  return known;
}

/** Either a problem, or every rendered file holds the text as data. Gives the shell words it was rendered to. */
function expectData(
  field: Path,
  text: string,
  versions: readonly ('1.1' | '1.2')[] = ['1.2'],
): readonly Word[] {
  const settings = withText(field, text);
  const { files, problems } = renderFiles(settings);
  if (problems.length > 0) return [];
  const harmless = harmlessFiles.get(field) ?? [];
  expect(files.map((file) => file.path)).toEqual(harmless.map((file) => file.path));
  const words: Word[] = [];
  files.forEach((file, index) => {
    const other = harmless[index]?.content ?? '';
    if (file.path.endsWith('.json')) expectJson(other, file.content, text);
    if (!file.path.endsWith('.yml') || file.content === other) return;
    // The name of a secret is part of a variable's name; only a name that is safe there gets as far.
    const expected = new Map(
      [...leavesOfHarmless(other)].map(([key, leaf]) => [key.replaceAll(marker, text), leaf]),
    );
    for (const version of versions) {
      const read = leaves(parse(file.content, { version, merge: false }));
      const [keys, wanted] = [[...read.keys()], [...expected.keys()]];
      if (JSON.stringify(keys) !== JSON.stringify(wanted)) expect(keys).toEqual(wanted);
      for (const [key, leaf] of read) {
        if (key.endsWith('/run') && String(leaf).includes('${{'))
          throw new Error(`an expression in ${key}`);
        expectLeaf(key, expected.get(key), leaf, text, words);
      }
    }
  });
  return words;
}

/** Has bash read the words; each must come out as exactly the text, or below `./` where it is a path. */
function expectWords(words: readonly Word[]) {
  if (words.length === 0) return;
  const script = words.map(({ rendered }) => `printf '%s\\0' ${rendered}\n`).join('');
  const output = execFileSync('bash', ['--noprofile', '--norc', '-eu'], {
    input: script,
    env: { PATH: process.env['PATH'] },
    encoding: 'utf8',
  });
  const read = output.split('\0').slice(0, -1);
  expect(read).toHaveLength(words.length);
  read.forEach((text, index) => {
    expect([words[index]?.text, `./${words[index]?.text ?? ''}`]).toContain(text);
  });
}

/** For every field; what one list cannot hold the property below tries. */
const hostile = [
  '${{ secrets.TOKEN }}',
  "') || github.token || ('",
  `it's $(touch pwned) \`touch pwned\` "$HOME" \\`,
  "'; touch pwned; '",
  '}} && {{',
  'key: value # comment',
  '--option=*',
  'on',
  '1:20',
  'two\nlines',
];

/** Texts that a YAML reader could take for something else. */
const scalars = [
  ...[
    'on',
    'yes',
    '1e3',
    '08',
    '0o7',
    '0x1f',
    'null',
    '~',
    '2026-01-01',
    '1:20',
    '.inf',
    '=',
    '<<',
  ],
  ...['- item', '* [x]', '&anchor', '!!js/function x', '|', '>', '? x', '%x', '@x', ' spaces ', ''],
];

describe('a text that reaches a workflow', () => {
  test('the fields looked at are all there are', () => {
    const names = fields.map((field) => field.join('.'));
    expect(names.length).toBeGreaterThan(35);
    expect(names).toEqual(
      expect.arrayContaining([
        'defaultBranch',
        'runner',
        'python.sources.0',
        'mcp.command.0',
        'build.dockerfile',
        'smoke.baseUrl',
        'smoke.checks.0.expectJson.(key)',
        'smoke.checks.1.headers.authorization.secret',
        'smoke.canary.url',
        'smoke.e2e.command.0',
        'slack.webhookSecret',
        'schedules.smoke',
      ]),
    );
  });

  test.each(fields.map((field) => [field.join('.'), field] as const))(
    '%s is refused, or stays data',
    (_name, field) => {
      expectWords(hostile.flatMap((text) => expectData(field, text)));
    },
  );

  test('of any kind, in any field, is refused or stays data', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
      fc.constantFrom(...hostile, ...scalars),
      fc.stringMatching(/^[-'"`$(){}[\]\\;&|<>*?!#~:,@% a0]{1,16}$/),
    );
    fc.assert(
      fc.property(fc.constantFrom(...fields), text, (field, value) => {
        // A lone surrogate is no text: YAML, JSON and git cannot hold it.
        fc.pre(!/\p{Surrogate}/u.test(value));
        expectWords(expectData(field, value, ['1.1', '1.2']));
      }),
      { numRuns: 60 },
    );
  });
});

describe('checkSettings', () => {
  test('finds nothing in sound settings', () => {
    expect(checkSettings(everything)).toEqual([]);
  });

  test('names the field, what was found and what is allowed, for all fields at once', () => {
    const problems = checkSettings({
      ...everything,
      runner: '${{ vars.RUNNER }}',
      slack: { webhookSecret: 'https://hooks.slack.com/services/T0/B0/x' },
      python: { ...everything.python, sources: ['src', 'a\nb'] },
      readiness: { ...everything.readiness, dataBranch: 'main' },
    });
    expect(problems.map(({ code, path }) => [code, path])).toEqual([
      ['expression-in-setting', 'runner'],
      ['control-character', 'python.sources[1]'],
      ['secret-name', 'slack.webhookSecret'],
      ['data-branch-is-code', 'readiness.dataBranch'],
    ]);
    for (const { found, allowed } of problems) expect([found, allowed]).not.toContain(undefined);
    expect(JSON.stringify(problems)).not.toContain('hooks.slack.com');
  });

  test.each(
    [
      ...[
        'main',
        'release/1.x',
        'a-b_c',
        '!important',
        'dev+next',
        'ünï',
        "it's",
        'a{b}',
        'x.locked',
      ],
      ...[
        '',
        'a b',
        'a..b',
        'a*',
        'a?',
        '[a]',
        'a\\b',
        'a^',
        'a~1',
        'a:b',
        '/a',
        'a/',
        'a//b',
        '.a',
      ],
      ...['a/.b', 'a.', 'a.lock', 'a.lock/b', '@', '@{-1}', 'a@{1}', '-a', 'a\u007f'],
    ].map((name) => [name]),
  )('takes the branch name %j exactly when git does', (name) => {
    // `--branch` would also expand `@` and `@{-1}` to what they stand for.
    const git = spawnSync('git', ['check-ref-format', `refs/heads/${name}`]);
    const gitTakes = git.status === 0 && !name.startsWith('-');
    const problems = checkSettings({ ...everything, branches: [name] });
    const refused = problems.some(({ path }) => path === 'branches[0]');
    expect(refused).toBe(!gitTakes);
  });

  test.each([
    ['\u0000', true],
    ['\t', true],
    ['\n', true],
    ['\r', true],
    ['\u001f', true],
    [' ', false],
    ['~', false],
    ['\u007f', true],
    ['\u0080', false],
    ['\u0085', true],
    ['\u00a0', false],
    ['\u2027', false],
    ['\u2028', true],
    ['\u2029', true],
    ['\u202f', false],
  ])('%j in a text is a line break or a control character: %s', (character, isRefused) => {
    const problems = checkSettings(withText(['mcp', 'command', '0'], `a${character}b`));
    expect(problems.map(({ code, path }) => [code, path])).toEqual(
      isRefused ? [['control-character', 'mcp.command[0]']] : [],
    );
  });

  test('looks at the names of free keys too', () => {
    const problems = checkSettings(withText([...freeKeys, '(key)'], '${{ x }}'));
    expect(problems.map(({ path }) => path)).toEqual([
      'smoke.checks[0].expectJson."${{ x }}" (key)',
    ]);
  });
});
