import { githubTypes } from '../kernel/resource-types';
import { exampleFacts } from './example-facts';
import { importFile } from './import-file';
import { type PlannedResource } from './planned';
import { settingChanges } from './setting-changes';

const resource = (
  type: string,
  inputs: Readonly<Record<string, unknown>>,
  name = 'orders-part',
): PlannedResource => ({
  urn: `urn:${type}::${name}`,
  type,
  name,
  parent: 'urn:pipeline',
  inputs: { repository: 'orders', ...inputs },
});
const pipeline: PlannedResource = {
  urn: 'urn:pipeline',
  type: 'gatehouse:github:Pipeline',
  name: 'orders',
  parent: '',
  inputs: {},
};
const facts = exampleFacts({
  environments: [{ name: 'staging', waitTimer: 30, reviewers: 1 }],
  labels: ['Readiness-Override'],
  variables: ['TIER'],
  secrets: ['TOKEN'],
  actions: {
    ...exampleFacts().actions,
    allowedActions: 'selected',
    selected: { githubOwnedAllowed: true, verifiedAllowed: false, patternsAllowed: ['b/*', 'a/*'] },
  },
});
const asItIs = { enabled: true, allowedActions: 'selected', shaPinningRequired: false };
const selected = {
  githubOwnedAllowed: true,
  verifiedAllowed: false,
  patternsAlloweds: ['a/*', 'b/*'],
};

it.each<[string, PlannedResource, readonly string[]]>([
  [
    'permissions as they are',
    resource(githubTypes.ActionsRepositoryPermissions, {
      ...asItIs,
      allowedActionsConfig: selected,
    }),
    [],
  ],
  [
    'pinning that is required, and other actions',
    resource(githubTypes.ActionsRepositoryPermissions, {
      ...asItIs,
      shaPinningRequired: true,
      allowedActionsConfig: { ...selected, patternsAlloweds: ['a/*'] },
    }),
    [
      'patterns of allowed actions: a/*, b/* becomes a/*',
      'required pinning to a full commit SHA: off becomes on',
    ],
  ],
  [
    'another token',
    resource(githubTypes.WorkflowRepositoryPermissions, {
      defaultWorkflowPermissions: 'write',
      canApprovePullRequestReviews: false,
    }),
    ['default permissions of the workflow token: read becomes write'],
  ],
  [
    'an environment that says nothing',
    resource(githubTypes.RepositoryEnvironment, { environment: 'staging' }),
    [
      'the wait timer of staging (30 minutes) stays only if it is imported first',
      'the reviewers of staging stay only if it is imported first',
    ],
  ],
  [
    'an environment with another wait timer',
    resource(githubTypes.RepositoryEnvironment, {
      environment: 'staging',
      waitTimer: 5,
      reviewers: [{}],
    }),
    ['wait timer of staging: 30 becomes 5'],
  ],
  ['a new environment', resource(githubTypes.RepositoryEnvironment, { environment: 'prod' }), []],
  [
    'a variable that is there',
    resource(githubTypes.ActionsVariable, { variableName: 'tier' }),
    ['the variable tier exists and gets the value of the configuration'],
  ],
  [
    'a secret that is there',
    resource(githubTypes.ActionsSecret, { secretName: 'TOKEN' }),
    ['the secret TOKEN exists and gets the value of the configuration'],
  ],
  ['a ruleset', resource(githubTypes.RepositoryRuleset, {}), ['protection is added: orders-part']],
  [
    'another repository',
    { ...resource(githubTypes.RepositoryRuleset, {}), inputs: { repository: 'other' } },
    [],
  ],
])('names the change by %s', (_what, planned, expected) => {
  expect(settingChanges([planned], facts)).toEqual(expected);
});

it('imports what is there, each behind its component', () => {
  const resources = [
    resource(githubTypes.IssueLabel, { name: 'readiness-override' }, 'label'),
    resource(githubTypes.IssueLabel, { name: 'other' }, 'new-label'),
    resource(githubTypes.ActionsVariable, { variableName: 'TIER' }, 'variable'),
    resource(githubTypes.RepositoryEnvironment, { environment: 'staging' }, 'environment'),
    resource(githubTypes.WorkflowRepositoryPermissions, {}, 'token'),
    { ...resource(githubTypes.IssueLabel, { name: 'x' }), inputs: { repository: 'other' } },
    pipeline,
  ];
  const { resources: entries } = importFile(resources, [facts]);
  expect(entries[0]).toEqual({ type: pipeline.type, name: 'orders', component: true });
  expect(Object.fromEntries(entries.slice(1).map(({ name, id }) => [name, id]))).toEqual({
    label: 'orders:Readiness-Override',
    variable: 'orders:TIER',
    environment: 'orders:staging',
    token: 'orders',
  });
  expect(entries.slice(1).every(({ parent }) => parent === 'orders')).toBe(true);
  expect(importFile([...resources].reverse(), [facts])).toEqual({ resources: entries });
});
