import { type LoadedStack, loadStack } from './load';
import { pipelineSettings } from './pipeline-settings';

type Values = Readonly<Record<string, unknown>>;

function load(repositories: readonly Values[], more: Values = {}): LoadedStack {
  const values = {
    github: { owner: 'acme' },
    delivery: { mode: 'pullRequest' },
    repositories,
    ...more,
  };
  return loadStack({
    file: 'Pulumi.test.yaml',
    values: Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]),
    ),
    isSecret: () => false,
  });
}

const problems = (...args: Parameters<typeof load>): readonly string[] => {
  const loaded = load(...args);
  return loaded.ok
    ? []
    : loaded.problems.map(
        ({ path, message, found = '', allowed = '' }) =>
          `${path ?? ''} ${message}; ${found}; ${allowed}`,
      );
};

const reuse = { repository: 'ci' };
const orders = { name: 'orders', reuse };

test.each<[string, Parameters<typeof load>, readonly (string | RegExp)[]]>([
  ['nothing', [[orders, { name: 'billing', reuse }, { name: 'search' }]], []],
  ['two central repositories', [[orders, { name: 'b', reuse: { repository: 'other' } }]], []],
  [
    'the delivery mode files',
    [[{ ...orders, protection: { kind: 'none' } }], { delivery: { mode: 'files' } }],
    [/^reuse of orders is not possible in the delivery mode `files`.*commit` or `pullRequest`$/],
  ],
  [
    'a repository of the stack as the central one',
    [[orders, { name: 'CI' }]],
    [/^reuse.repository of orders is a repository of this stack.*"ci"/],
  ],
  [
    'two branches of one central repository',
    [[orders, { name: 'billing', reuse: { repository: 'ci', branch: 'next' } }]],
    [/^reuse.branch of billing differs from that of orders.*; "next"; "main"$/],
  ],
  [
    'two spellings',
    [[orders, { name: 'billing', reuse: { repository: 'Ci' } }]],
    [/^reuse.repository of billing differs from that of orders.*; "Ci"; "ci"$/],
  ],
  [
    'an access that only one of them names',
    [[orders, { name: 'billing', reuse: { repository: 'ci', access: 'organization' } }]],
    [/^reuse.access of billing differs from that of orders.*; "organization"; null$/],
  ],
  [
    'a lockfile of actions',
    [[{ ...orders, lockActions: true }]],
    [/repositories\[0\].lockActions must be false with `reuse`/],
  ],
  [
    'the guard',
    [
      [
        {
          ...orders,
          guard: {
            level: 'guarded',
            owners: ['@acme/platform'],
            app: { id: 7, privateKey: { env: 'KEY' } },
          },
        },
      ],
    ],
    [/repositories\[0\].guard.level must be `reported` or `owned` with `reuse`/],
  ],
  [
    'an access that no caller could use',
    [[{ name: 'orders', reuse: { repository: 'ci', access: 'none' } }]],
    [/reuse.access is not one of the allowed values; "none"; user, organization$/],
  ],
])('%s', (_, args, expected) => {
  const found = problems(...args);
  expect(found).toHaveLength(expected.length);
  for (const [index, text] of expected.entries()) expect(found[index]).toMatch(text);
});

test('a repository can leave what all others inherit, and one that is ejected has its own pipeline', () => {
  const loaded = load(
    [{ name: 'orders' }, { name: 'billing', reuse: null }, { name: 'search', eject: true }],
    { defaults: { reuse } },
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const found = loaded.config.repositories.map(
    (repository) => pipelineSettings('acme', repository, false).reuse,
  );
  expect(found).toEqual([
    { repository: 'ci', branch: 'main', protect: true },
    undefined,
    undefined,
  ]);
});
