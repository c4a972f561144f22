import { readLocatedYaml } from './located-yaml';
import { formatProblem } from '../kernel/problem';

function problemOf(text: string): string {
  const read = readLocatedYaml('fleet/a.yaml', text);
  if (read.ok) throw new Error('accepted');
  expect(read.problems).toHaveLength(1);
  return read.problems.map(formatProblem).join('\n');
}

const text = `base: &base
  gates: {coverage: 85}
  tools:
    - ruff
    - black
own:
  <<: *base
  gates:
    coverage: 90
again: *base
`;

describe('a document', () => {
  const read = readLocatedYaml('fleet/a.yaml', text);
  if (!read.ok) throw new Error('refused');
  const { value, positionAt } = read.yaml;

  test('has its aliases and merges written out, over which its own keys win', () => {
    const base = { gates: { coverage: 85 }, tools: ['ruff', 'black'] };
    expect(value).toEqual({
      base,
      own: { gates: { coverage: 90 }, tools: base.tools },
      again: base,
    });
  });

  test.each<[string, readonly (string | number)[], number, number]>([
    ['a key', ['own', 'gates', 'coverage'], 9, 5],
    ['a key of a flow map', ['base', 'gates', 'coverage'], 2, 11],
    ['an entry of a list', ['base', 'tools', 1], 5, 7],
    ['a merged key', ['own', 'tools'], 3, 3],
    ['a key behind an alias', ['again', 'gates', 'coverage'], 2, 11],
    ['a key that is missing: what it belongs to', ['own', 'smoke', 'baseUrl'], 6, 1],
    ['nothing at all', [], 1, 1],
  ])('knows where it has %s', (_name, path, line, column) => {
    expect(positionAt(path)).toEqual({ line, column });
  });
});

const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]']
  .concat(
    [...Array(9).keys()].map(
      (n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`,
    ),
  )
  .join('\n');

test.each<[string, string, string]>([
  ['aliases that explode', bomb, 'the file stands for more than 500000 values; write out what'],
  ['an alias of itself', 'a: &a [*a]', 'more than 64 levels'],
  ['an alias without anchor', 'a: *b', 'fleet/a.yaml:1:4: the alias *b has no anchor before it'],
  ['a merge of a text', 'a: &a x\nb: {<<: *a}', 'fleet/a.yaml:2:5: `<<` merges maps'],
  ['a merge of itself', 'a: &a {<<: *a}', '`<<` merges maps'],
  ['two documents', 'a: 1\n---\nb: 2\n', 'fleet/a.yaml:2:1: the file holds more than one document'],
  ['a key twice', 'a: 1\na: 2\n', 'fleet/a.yaml:2:1: duplicate key'],
  ['a key of a million characters', `${'x'.repeat(1e6)}: 1`, 'a key is longer than 1,024'],
  ['a map as a key', '? {a: 1}\n: 2', 'a key must be a text'],
  ['an unknown tag', 'a: !foo 1', 'fleet/a.yaml:1:4: Unresolved tag: !foo'],
  ['brackets without end', 'a: [1', 'fleet/a.yaml:1:6: Flow sequence in block collection must be'],
  ['ten thousand levels', `a: ${'['.repeat(10_000)}${']'.repeat(10_000)}`, 'levels'],
])('%s: one sentence', (_name, hostile, expected) => {
  const problem = problemOf(hostile);
  expect(problem).toContain(expected);
  expect(problem.length).toBeLessThan(300);
});
