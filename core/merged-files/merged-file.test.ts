import * as fc from 'fast-check';
import { parse } from 'yaml';
import { asOwn, marker } from '../kernel/marker';
import { areOursIn, hasOurs, withoutOurs, withOurs } from '.';

const path = '.github/dependabot.yml';
const lockPath = '.github/workflows/actions.lock';
const head = marker.map((line) => `# ${line}\n`).join('');
const ours = `${head}version: 2
registries:
  internal:
    type: python-index
    url: https://pypi.acme.example/simple
    token: \${{secrets.INDEX}}
updates:
  - package-ecosystem: uv
    directory: /
    registries:
      - internal
    schedule:
      interval: weekly
  - package-ecosystem: github-actions
    directory: /
    exclude-paths:
      - .github/workflows/ci.yml
    schedule:
      interval: weekly
`;
const npm = 'package-ecosystem: npm\n    directory: /web\n    schedule: { interval: daily }';

function put(text: string | undefined, file = path, our = ours): string {
  const result = withOurs(file, text, our);
  if ('problem' in result) throw new Error(result.problem);
  return result.text;
}
function take(text: string, file = path): string {
  const result = withoutOurs(file, text);
  if ('problem' in result) throw new Error(result.problem);
  return result.text;
}
const problem = (text: string, file = path, our = ours): string | undefined => {
  const result = withOurs(file, text, our);
  return 'problem' in result ? result.problem : undefined;
};
const ecosystems = (text: string): readonly unknown[] =>
  (parse(text) as { updates: { 'package-ecosystem': string }[] }).updates.map(
    (update) => update['package-ecosystem'],
  );

const theirs: Readonly<Record<string, string>> = {
  'as most write it': `version: 2\nupdates:\n  - ${npm}\n`,
  'without an indent': `version: 2\nupdates:\n- package-ecosystem: npm\n  directory: /web\n  schedule: {interval: daily}\n`,
  'with a wide indent': `version: 2\nupdates:\n    -   package-ecosystem: npm\n        directory: /web\n`,
  'with comments': `# ours\nversion: 2\n\n# what we update\nupdates:\n  # the front end\n  - ${npm} # daily\n  # the end\n`,
  'without a last line break': `version: 2\nupdates:\n  - ${npm}`,
  'in Windows': `version: 2\r\nupdates:\r\n  - ${npm.replaceAll('\n', '\r\n')}\r\n`,
  'with updates first': `updates:\n  - ${npm}\nversion: 2\n`,
  'with registries of its own': `version: 2\nregistries:\n  npm:\n    type: npm-registry\n    url: https://npm.acme.example\nupdates:\n  - ${npm}\n`,
  'with registries at the end': `version: 2\nupdates:\n  - ${npm}\n\nregistries:\n  npm: {type: npm-registry, url: https://npm.acme.example}\n`,
  'with an anchor': `version: 2\nupdates:\n  - &npm\n    ${npm}\n  - <<: *npm\n    directory: /other\n`,
};

describe('a file of the repository', () => {
  test.each(Object.entries(theirs))(
    '%s gets our entries, and gives back every byte',
    (_name, text) => {
      const merged = put(text);
      expect(ecosystems(merged)).toEqual(expect.arrayContaining(['npm', 'uv', 'github-actions']));
      expect(parse(merged)).toMatchObject({
        version: 2,
        registries: { internal: { type: 'python-index' } },
      });
      expect(take(merged)).toBe(text);
      expect(put(merged)).toBe(merged);
      expect(areOursIn(path, merged, ours)).toBe(true);
      expect(areOursIn(path, text, ours)).toBe(false);
      expect([hasOurs(path, merged), hasOurs(path, text)]).toEqual([true, false]);
    },
  );

  test('keeps its own entry for what we would update too', () => {
    const own = (directory: string): string =>
      `version: 2\nupdates:\n  - package-ecosystem: uv\n    ${directory}\n`;
    for (const directory of [
      'directory: /',
      'directory: ""',
      'directories: [/web, "/"]',
      'directories: ["**"]',
    ]) {
      expect(ecosystems(put(own(directory)))).toEqual(['uv', 'github-actions']);
    }
    for (const other of [
      'directory: /web',
      'directory: /\n    target-branch: next',
      'directories: ["/web/*"]',
    ]) {
      expect(ecosystems(put(own(other)))).toEqual(['uv', 'uv', 'github-actions']);
    }
  });

  test('is as we want it while others add to it, and not once our part is edited, moved or gone', () => {
    const merged = put(theirs['as most write it']);
    const more = `${merged}  - package-ecosystem: docker\n    directory: /\n`;
    expect(areOursIn(path, more, ours)).toBe(true);
    expect(areOursIn(path, merged.replace('interval: weekly', 'interval: yearly'), ours)).toBe(
      false,
    );
    expect(areOursIn(path, merged.replace('token:', 'password:'), ours)).toBe(false);
    expect(areOursIn(path, put(more, path, ours.replace('weekly', 'daily')), ours)).toBe(false);
  });

  test('has entries of its own that say what ours do once their marks are gone', () => {
    const bare = put(theirs['as most write it']).replace(/ *# gatehouse:.*\n/g, '');
    expect(areOursIn(path, bare, ours)).toBe(true);
    expect([hasOurs(path, bare), take(bare)]).toEqual([false, bare]);
  });

  test('may be formatted: blanks before our lines mean nothing', () => {
    const merged = put(theirs['without an indent']);
    const indented = merged.replace(/^(?!version|updates|registries)(?=.)/gm, '  ');
    expect(areOursIn(path, indented, ours)).toBe(true);
    expect(take(indented)).toContain('- package-ecosystem: npm');
  });

  test.each([
    [
      'damaged marks',
      put(undefined).replace('# gatehouse:end updates', ''),
      /has damaged marks: the line "# gatehouse:end updates" is there 0 times/,
    ],
    ['what is no YAML', 'updates: [', /is not valid YAML/],
    ['a list', '- a\n', /is not a map/],
    [
      'a list in brackets',
      'version: 2\nupdates: []\n',
      /has under updates no list with one entry a line/,
    ],
    ['a map as updates', 'version: 2\nupdates: {a: 1}\n', /has under updates no list/],
    [
      'another registry of our name',
      'version: 2\nregistries:\n  internal:\n    type: npm-registry\nupdates:\n',
      /defines the registry internal in another way/,
    ],
    ['two documents', 'version: 2\n---\nversion: 2\n', /is not valid YAML/],
  ])('with %s is refused, with the reason', (_name, text, reason) => {
    expect(problem(text)).toMatch(reason);
  });
});

describe('a file that we make', () => {
  test.each([undefined, '', '\n', ours])(
    'in place of %j is ours alone, and goes as a whole',
    (text) => {
      const made = put(text);
      expect(parse(made)).toEqual(parse(ours));
      expect(take(made)).toBe('');
    },
  );

  test('stays with what others add behind our entries, or before them', () => {
    const added = `  - ${npm}\n`;
    const made = put(undefined);
    const behind = made + added;
    expect(take(behind)).toBe(`version: 2\nupdates:\n${added}`);
    const before = made.replace('updates:\n', `updates:\n${added}`);
    expect(take(before)).toBe(`version: 2\nupdates:\n${added}`);
  });

  test('says whose its entries are', () => {
    expect(put(undefined)).toContain(`  # gatehouse:begin updates\n  # ${marker[0]}\n`);
    expect(put(undefined, path, asOwn(ours))).not.toContain(marker[0]);
  });
});

describe('the lockfile of actions', () => {
  const pin = (name: string, sha: string): string =>
    `  ${name}:\n    ref: v1\n    commit: sha1-${sha.repeat(40)}\n    owner_id: 1\n    repo_id: 2\n`;
  const lock = (workflow: string, action: string, sha: string): string =>
    `version: 'v0.0.2'\nworkflows:\n  .github/workflows/${workflow}:\n    - ${action}\ndependencies:\n${pin(action, sha)}`;
  const our = head + lock('ci.yml', 'actions/checkout@aa', 'a');

  test('has our workflows beside theirs', () => {
    const text = `# made by gh\n${lock('docs.yml', 'actions/cache@bb', 'b')}`;
    const merged = put(text, lockPath, our);
    expect(parse(merged)).toMatchObject({
      workflows: {
        '.github/workflows/ci.yml': ['actions/checkout@aa'],
        '.github/workflows/docs.yml': ['actions/cache@bb'],
      },
      dependencies: { 'actions/checkout@aa': { repo_id: 2 }, 'actions/cache@bb': { repo_id: 2 } },
    });
    expect(take(merged, lockPath)).toBe(text);
  });

  test('that gh wrote anew is as it should be, and an old entry of our workflow gives way', () => {
    const whole = lock('ci.yml', 'actions/checkout@aa', 'a');
    expect(areOursIn(lockPath, whole, our)).toBe(true);
    const next = put(lock('ci.yml', 'actions/checkout@00', '0'), lockPath, our);
    expect(parse(next)).toMatchObject({
      workflows: { '.github/workflows/ci.yml': ['actions/checkout@aa'] },
      dependencies: { 'actions/checkout@00': {}, 'actions/checkout@aa': {} },
    });
  });

  test.each([
    [
      'another commit of the same action',
      lock('docs.yml', 'actions/checkout@aa', 'c'),
      /locks actions\/checkout@aa to another commit/,
    ],
    [
      'an older version',
      lock('docs.yml', 'a/b@1', 'c').replace('v0.0.2', 'v0.0.1'),
      /has the version v0\.0\.1; run `gh actions-lock`/,
    ],
  ])('with %s is refused', (_name, text, reason) => {
    expect(problem(text, lockPath, our)).toMatch(reason);
  });
});

describe('whatever a file has', () => {
  const name = fc.constantFrom('npm', 'docker', 'gomod', 'uv', 'cargo');
  const entry = fc.record({
    'package-ecosystem': name,
    directory: fc.constantFrom('/', '/web', '/a b'),
    comment: fc.constantFrom('', ' # note', ' # gatehouse:begin'),
  });
  const text = fc
    .record({
      entries: fc.array(entry, { maxLength: 4 }),
      indent: fc.constantFrom('', '  ', '    '),
      gap: fc.constantFrom('', '\n', '# between\n', '  # deep\n'),
      hasRegistries: fc.constantFrom('no', 'before', 'after'),
      end: fc.constantFrom('\n', ''),
      lineBreak: fc.constantFrom('\n', '\r\n'),
    })
    .map(({ entries, indent, gap, hasRegistries, end, lineBreak }) => {
      const registries = `registries:\n  npm:\n    type: npm-registry\n${gap}`;
      const updates = entries.map(
        (one) =>
          `${indent}- package-ecosystem: ${one['package-ecosystem']}${one.comment}\n${indent}  directory: ${JSON.stringify(one.directory)}\n`,
      );
      const whole = `version: 2\n${gap}${hasRegistries === 'before' ? registries : ''}updates:\n${updates.join(gap)}${hasRegistries === 'after' ? registries : ''}x-end: 1`;
      return (whole + end).replaceAll('\n', lineBreak);
    });

  test('taking our entries out gives back every byte, and putting them in again changes nothing', () => {
    fc.assert(
      fc.property(text, (before) => {
        const merged = put(before);
        expect(take(merged)).toBe(before);
        expect(put(merged)).toBe(merged);
        expect(areOursIn(path, merged, ours)).toBe(true);
      }),
    );
  });
});
