import { type StepReport } from '../engine/run-report';
import { leftBehind } from './left-behind';

const deletion: StepReport = {
  urn: 'urn:pulumi:s::p::t::orders-actions-permissions',
  type: 'github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions',
  name: 'orders-actions-permissions',
  parent: '',
  provider: '',
  dependencies: [],
  operation: 'delete',
  recorded: false,
  differences: [],
  replaceKeys: [],
  inputs: { repository: 'orders', enabled: true, shaPinningRequired: true },
  outputs: {},
};

test('a deletion of pinning says that it stays, and where to read how to take it back', () => {
  expect(leftBehind([deletion])).toEqual([
    {
      severity: 'warning',
      urn: deletion.urn,
      message: expect.stringMatching(/full commit.*"Leaving" in docs\/delivery\.md$/) as string,
    },
  ]);
});

test.each<[string, Partial<StepReport>]>([
  ['an update', { operation: 'update' }],
  ['a replacement', { operation: 'replace' }],
  ['something only written down', { recorded: true }],
  ['something that is kept', { retained: true }],
  ['no pinning', { inputs: { repository: 'orders', shaPinningRequired: false } }],
  ['another type', { type: 'github:index/issueLabel:IssueLabel' }],
])('%s leaves nothing to say', (_, change) => {
  expect(leftBehind([{ ...deletion, ...change }])).toEqual([]);
});
