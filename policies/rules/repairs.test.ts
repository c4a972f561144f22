import * as fc from 'fast-check';
import { parseDocument } from 'yaml';
import { knownActions } from './known-actions';
import { judgeText, repaired } from '../fixtures/judge';
import { persistedCredentials } from './hardening/persisted-credentials';
import { jobTimeouts } from './pipeline/job-timeouts';
import { pinnedActions } from './pipeline/pinned-actions';

const { sha = '', version = '' } = knownActions.get('actions/checkout') ?? {};
const [major = ''] = version.split('.');
const checkout = `actions/checkout@${major}`;
const workflow = (...lines: readonly string[]): string =>
  ['on: push', 'jobs:', ...lines, ''].join('\n');
const steps = (...lines: readonly string[]): string =>
  workflow('  a:', '    runs-on: x', '    steps:', ...lines.map((line) => `      ${line}`));

describe('a repair leaves alone what its edits do not fit', () => {
  test.each([
    ['a step in a flow mapping', steps(`- { uses: ${checkout} }`)],
    ['a step in a flow mapping with more', steps(`- { uses: ${checkout}, name: x }`)],
    ['inputs in a flow mapping', steps(`- uses: ${checkout}`, '  with: { fetch-depth: 0 }')],
    ['a job that pushes', steps(`- uses: ${checkout}`, '- run: git -c x=y push')],
    ['a job that publishes pages', steps(`- uses: ${checkout}`, '- run: mkdocs gh-deploy')],
    [
      'a job with an action that pushes',
      steps(`- uses: ${checkout}`, '- uses: Stefanzweifel/git-auto-commit-action@v7'),
    ],
    ['a job with an own action', steps(`- uses: ${checkout}`, '- uses: ./.github/release')],
    [
      'inputs that an expression gives',
      steps(`- uses: ${checkout}`, '  with: ${{ fromJSON(vars.X) }}'),
    ],
  ])('persisted-credentials: %s', (_name, text) => {
    expect(judgeText(persistedCredentials, text)).toHaveLength(1);
    expect(repaired(persistedCredentials, text)).toBe(text);
  });

  test.each([
    ['a step in a flow mapping', steps(`- { uses: ${checkout} }`)],
    ['steps in a flow list', workflow(`  a: { runs-on: x, steps: [{ uses: ${checkout} }] }`)],
  ])('pinned-actions: %s', (_name, text) => {
    expect(judgeText(pinnedActions, text)).toHaveLength(1);
    expect(repaired(pinnedActions, text)).toBe(text);
  });

  test.each([
    ['a job in a flow mapping', workflow('  a: { runs-on: x, steps: [] }')],
    ['a job behind an anchor of another key', workflow('  a: &a { runs-on: x, steps: [] }')],
  ])('job-timeouts: %s', (_name, text) => {
    expect(judgeText(jobTimeouts, text)).toHaveLength(1);
    expect(repaired(jobTimeouts, text)).toBe(text);
  });
});

test.each([
  [
    'quoted keys',
    steps(`- "uses": ${checkout}`),
    steps(`- "uses": ${checkout}`, '  with:', '    persist-credentials: false'),
  ],
  [
    'steps behind an anchor, once',
    `${steps(`- &s`, `  uses: ${checkout}`)}  b:\n    runs-on: x\n    steps: [*s]\n`.replace(
      '- &s\n  ',
      '- &s\n  ',
    ),
    `${steps(`- &s`, `  uses: ${checkout}`, '  with:', '    persist-credentials: false')}  b:\n    runs-on: x\n    steps: [*s]\n`,
  ],
  [
    'one step, where another does not fit',
    steps(`- { uses: ${checkout} }`, `- uses: ${checkout}`),
    steps(
      `- { uses: ${checkout} }`,
      `- uses: ${checkout}`,
      '  with:',
      '    persist-credentials: false',
    ),
  ],
  [
    'a step with inputs',
    steps(`- uses: ${checkout}`, '  with:', '      # all of it', '      fetch-depth: 0'),
    steps(
      `- uses: ${checkout}`,
      '  with:',
      '      # all of it',
      '      persist-credentials: false',
      '      fetch-depth: 0',
    ),
  ],
  [
    'a step with other keys before and after',
    steps('- name: x', `  uses: ${checkout} # why`, '  if: true'),
    steps(
      '- name: x',
      `  uses: ${checkout} # why`,
      '  with:',
      '    persist-credentials: false',
      '  if: true',
    ),
  ],
  [
    'a file without a last line end',
    steps(`- uses: ${checkout}`).trimEnd(),
    steps(`- uses: ${checkout}`, '  with:', '    persist-credentials: false').trimEnd(),
  ],
  [
    'lines that end as on Windows',
    steps(`- uses: ${checkout}`).replaceAll('\n', '\r\n'),
    steps(`- uses: ${checkout}`).replaceAll('\n', '\r\n') +
      '        with:\n          persist-credentials: false\n',
  ],
])('persisted-credentials fixes %s', (_name, text, expected) => {
  expect(repaired(persistedCredentials, text)).toBe(expected);
});

test('a pin keeps what follows on its line', () => {
  expect(repaired(pinnedActions, steps(`- uses: ${checkout} # why`))).toBe(
    steps(`- uses: actions/checkout@${sha} # ${version}, # why`),
  );
});

/** Workflows in many ways to write them. */
const written = fc
  .record({
    flow: fc.boolean(),
    quoted: fc.constantFrom('', "'", '"'),
    anchor: fc.boolean(),
    inputs: fc.constantFrom('none', 'some', 'expression'),
    comment: fc.boolean(),
    indent: fc.integer({ min: 0, max: 4 }),
    eol: fc.constantFrom('\n', '\r\n'),
    end: fc.boolean(),
  })
  .map(({ flow, quoted, anchor, inputs, comment, indent, eol, end }) => {
    const uses = `${quoted}uses${quoted}: ${quoted}${checkout}${quoted}`;
    const pad = ' '.repeat(4 + indent);
    const own = { none: [], some: ['with: { path: x }'], expression: ['with: ${{ vars.X }}'] }[
      inputs
    ];
    const step = flow
      ? [
          `${pad}- ${anchor ? '&s ' : ''}{ ${[uses, ...own.filter((line) => !line.includes('$'))].join(', ')} }`,
        ]
      : [
          ...(anchor
            ? [`${pad}- &s`, `${pad}  ${uses}`]
            : [`${pad}- ${uses}${comment ? ' # c' : ''}`]),
          ...own.map((line) => `${pad}  ${line}`),
        ];
    const lines = [
      ...['on: push', 'jobs:', '  a:', '    runs-on: x', '    steps:', ...step],
      ...(anchor ? ['  b:', '    runs-on: x', `    steps:`, `${pad}- *s`] : []),
    ];
    return lines.join(eol) + (end ? eol : '');
  });

test.each([persistedCredentials, pinnedActions, jobTimeouts])(
  '$name never breaks a file',
  (rule) => {
    fc.assert(
      fc.property(written, (text) => {
        const result = repaired(rule, text);
        const document = parseDocument(result, { uniqueKeys: true });
        expect(document.errors).toEqual([]);
        const strip = (value: unknown): unknown =>
          JSON.parse(
            JSON.stringify(value, (key, item: unknown) =>
              key === 'uses' || key === 'persist-credentials' || key === 'timeout-minutes'
                ? undefined
                : item,
            )
              .replaceAll(',"with":{}', '')
              .replaceAll('"with":{}', ''),
          );
        expect(strip(document.toJS())).toEqual(strip(parseDocument(text).toJS()));
        expect(judgeText(rule, result).length).toBeLessThanOrEqual(judgeText(rule, text).length);
        // A second pass finds nothing more to do.
        expect(repaired(rule, result)).toBe(result);
      }),
    );
  },
);
