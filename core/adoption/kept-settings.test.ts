import { loadStack } from '../config/load';
import { exampleFacts } from './example-facts';
import { type ActionsFacts } from './facts';
import { keptSettings, unpinnedUses } from './kept-settings';
import { stoppedActions } from './selected-actions';

const actions = exampleFacts().actions;
const pinned = `actions/checkout@${'a'.repeat(40)}`;
const workflow = (...uses: readonly string[]) => ({
  path: '.github/workflows/a.yml',
  text: `on: push\njobs:\n  a:\n    steps:\n${uses.map((one) => `      - uses: ${one}\n`).join('')}`,
});

it('keeps what differs from the defaults, with the reason, and says nothing of the rest', () => {
  const { settings, reasons, notes } = keptSettings(
    exampleFacts({
      workflows: [workflow('actions/checkout@v4', pinned, './.github/actions/own')],
      dependabot: { path: '.github/dependabot.yaml', text: '' },
    }),
  );
  expect(settings).toEqual({
    retainOnDelete: true,
    protection: { kind: 'none' },
    actions: { shaPinningRequired: false },
    dependabot: { enabled: false },
  });
  expect(reasons.get('actions.shaPinningRequired')).toBe(
    'As it is: 1 use of actions without a full commit SHA would fail.',
  );
  expect(reasons.get('dependabot')).toContain('.github/dependabot.yaml');
  expect(notes).toEqual([]);
});

it.each<[string, Partial<ActionsFacts>, object]>([
  ['the defaults of Gatehouse', { shaPinningRequired: true }, {}],
  [
    'a token that may write',
    {
      shaPinningRequired: true,
      defaultWorkflowPermissions: 'write',
      canApprovePullRequestReviews: true,
    },
    { defaultWorkflowPermissions: 'write', canApprovePullRequestReviews: true },
  ],
  [
    'local actions alone',
    { shaPinningRequired: true, allowedActions: 'local_only' },
    {
      allowedActions: 'selected',
      selected: { githubOwnedAllowed: false, verifiedAllowed: false, patternsAllowed: [] },
    },
  ],
])('keeps Actions settings: %s', (_what, parts, expected) => {
  const { settings } = keptSettings(exampleFacts({ actions: { ...actions, ...parts } }));
  expect(settings['actions'] ?? {}).toEqual(expected);
  const loaded = loadStack({
    file: 'Pulumi.test.yaml',
    values: {
      github: JSON.stringify({ owner: 'acme' }),
      delivery: JSON.stringify({ mode: 'pullRequest' }),
      repositories: JSON.stringify([{ name: 'orders', ...settings }]),
    },
    isSecret: () => false,
  });
  expect(loaded).toMatchObject({ ok: true });
});

it('says that Actions are off, and which actions of the pipeline may not run', () => {
  const off = keptSettings(exampleFacts({ actions: { ...actions, enabled: false } }));
  expect(off.notes).toEqual([expect.stringContaining('turns them on') as string]);
  const local = keptSettings(
    exampleFacts({ actions: { ...actions, allowedActions: 'local_only' } }),
  );
  expect(local.notes).toEqual([
    expect.stringMatching(/may not use .*actions\/checkout.*local_only/) as string,
  ]);
});

it.each([
  ['all', undefined, [], 0],
  ['selected', true, [], 'some'],
  ['selected', true, ['*'], 0],
  ['selected', false, ['actions/*', 'astral-sh/setup-uv@*'], 'some'],
] as const)('%s with %s and %j', (allowedActions, githubOwnedAllowed, patterns, expected) => {
  const selected = {
    githubOwnedAllowed: githubOwnedAllowed === true,
    verifiedAllowed: false,
    patternsAllowed: [...patterns],
  };
  const stopped = stoppedActions({ allowedActions, selected });
  expect(stopped.length === 0).toBe(expected === 0);
  expect(stopped).not.toContain('actions/checkout');
  if ((patterns as readonly string[]).includes('astral-sh/setup-uv@*'))
    expect(stopped).not.toContain('astral-sh/setup-uv');
});

it('a reusable workflow by a tag is not pinned; an image is', () => {
  const text = 'on: push\njobs:\n  a:\n    uses: acme/ci/.github/workflows/a.yml@v1\n';
  expect(unpinnedUses([{ path: '.github/workflows/b.yml', text }])).toEqual([
    'acme/ci/.github/workflows/a.yml@v1',
  ]);
  expect(unpinnedUses([workflow('docker://alpine:3', './own')])).toEqual([]);
});
