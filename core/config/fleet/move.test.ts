import { parse } from 'yaml';
import { formatProblem } from '../../kernel/problem';
import { moveRepositories } from './move';

const schema = '../core/config/generated/fleet.schema.json';

function moved(text: string): { readonly stackText: string; readonly fleetText: string } {
  const result = moveRepositories('Pulumi.dev.yaml', text, 'gatehouse', schema);
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
  return result.moved;
}

function refused(text: string): string {
  const result = moveRepositories('Pulumi.dev.yaml', text, 'gatehouse', schema);
  return result.ok ? '' : result.problems.map(formatProblem).join('\n');
}

test('comments, anchors within, order, quotes and long texts go along', () => {
  const long = 'word '.repeat(60).trim();
  const text = `# the stack of development
encryptionsalt: v1:abc
config:
  # who owns it
  gatehouse:github:
    owner: acme # not acme-dev
  # every repository
  # of this stack
  gatehouse:repositories:
    # the first one
    - name: orders
      variables: &v
        NOTE: "${long}" # long

        TIER: 'gold'
    - name: billing
      variables: *v # as orders
      # at the end of billing
  # what is left
  gatehouse:delivery:
    mode: pullRequest
# the very end
`;
  const { stackText, fleetText } = moved(text);
  expect(fleetText).toBe(`# yaml-language-server: $schema=${schema}
# every repository
# of this stack
repositories:
  # the first one
  - name: orders
    variables: &v
      NOTE: "${long}" # long

      TIER: 'gold'
  - name: billing
    variables: *v # as orders
    # at the end of billing
`);
  expect(stackText).toBe(`# the stack of development
encryptionsalt: v1:abc
config:
  # who owns it
  gatehouse:github:
    owner: acme # not acme-dev
  # what is left
  gatehouse:delivery:
    mode: pullRequest
# the very end
`);
});

test('an anchor that both sides use is on both sides, whichever has it, with what it stands for in turn', () => {
  const text = `config:
  gatehouse:defaults:
    gates: &gates { coverage: 85 }
    variables: &outer
      A: &a text
      B: *a
  gatehouse:repositories:
    - name: orders
      gates: *gates
      variables: *outer
    - name: billing
      variables: { <<: *outer, C: *a }
      retries: &retries
        tests: { reruns: 1 }
  gatehouse:more:
    - retries: *retries
    - retries: *retries
`;
  const { stackText, fleetText } = moved(text);
  const whole = parse(text, { merge: true }) as { config: Record<string, unknown> };
  expect(parse(fleetText, { merge: true })).toEqual({
    repositories: whole.config['gatehouse:repositories'],
  });
  expect(parse(stackText, { merge: true })).toEqual({
    config: {
      'gatehouse:defaults': whole.config['gatehouse:defaults'],
      'gatehouse:more': whole.config['gatehouse:more'],
    },
  });
  expect(fleetText).toContain('gates: &gates');
  // Written out once, and used from there.
  expect(stackText.match(/\*retries/g)).toHaveLength(1);
  expect(fleetText.match(/&outer/g)).toHaveLength(1);
  expect(fleetText).toContain('<<: *outer');
});

test('an anchor whose name is used again stands for what it stood for', () => {
  const text = `config:
  gatehouse:defaults: { runner: &x one }
  gatehouse:repositories:
    - name: *x
    - name: &x two
    - name: *x
  gatehouse:more: *x
`;
  const { stackText, fleetText } = moved(text);
  expect(parse(fleetText)).toEqual({
    repositories: [{ name: 'one' }, { name: 'two' }, { name: 'two' }],
  });
  expect(parse(stackText)).toEqual({
    config: { 'gatehouse:defaults': { runner: 'one' }, 'gatehouse:more': 'two' },
  });
});

test.each<[string, string, string]>([
  [
    'without repositories',
    'config:\n  gatehouse:github: {owner: a}\n',
    'is not a list of repositories that can be moved',
  ],
  [
    'with an empty list',
    'config:\n  gatehouse:repositories: []\n',
    'is not a list of repositories that can be moved',
  ],
  [
    'without a configuration',
    'encryptionsalt: x\n',
    'is not a list of repositories that can be moved',
  ],
  ['that is broken', 'config: [', 'Pulumi.dev.yaml:1:10'],
  [
    'with an encrypted value in a repository',
    'config:\n  gatehouse:repositories:\n    - name: a\n      variables: {X: {secure: v1:abc}}\n',
    'config.gatehouse:repositories: holds an encrypted value',
  ],
])('a stack file %s is refused', (_name, text, expected) => {
  expect(refused(text)).toContain(expected);
});

test('a key without the namespace is the same key', () => {
  expect(moved('config:\n  repositories:\n    - name: a\n').stackText).toBe('config:\n');
});
