import { guardDeliveryProblems } from './guard-problems';
import { houseDefaults } from './defaults';
import { type RepositorySettings } from './repository-schema';

type Stack = Parameters<typeof guardDeliveryProblems>[0];

const app = { id: '7', installationId: '1', privateKey: { env: 'PEM' } };
const workflow = { repository: 'platform', path: '.github/workflows/gate.yml', ref: 'main' };
const copy = { directory: 'docs', appId: 8, privateKeySecret: 'KEY' };

const codes = (
  guard: Partial<RepositorySettings['guard']>,
  {
    mode = 'pullRequest',
    github = {},
    more = {},
  }: { readonly mode?: string; readonly github?: object; readonly more?: object } = {},
): readonly string[] =>
  guardDeliveryProblems(
    { delivery: { mode }, github: { owner: 'acme', ...github } } as unknown as Stack,
    [
      {
        ...houseDefaults,
        name: 'orders',
        guard: { ...houseDefaults.guard, ...guard },
        ...more,
      },
    ],
  ).map(({ code }) => code);

const required = { requiredWorkflow: workflow };

test.each<[string, ReturnType<typeof codes>, readonly string[]]>([
  ['nothing', codes({}), []],
  [
    'owned files in one commit each',
    codes({ level: 'owned' }, { mode: 'files' }),
    ['owned-in-files-mode'],
  ],
  ['owned files in one commit', codes({ level: 'owned' }, { mode: 'commit' }), []],
  [
    'restricted pushes and no App',
    codes({ restrictPushes: true }),
    ['push-restriction-blocks-delivery'],
  ],
  ['restricted pushes and an App', codes({ restrictPushes: true }, { github: { app } }), []],
  ['a required workflow and pull requests', codes(required), []],
  [
    'a required workflow and commits',
    codes(required, { mode: 'commit' }),
    ['required-workflow-blocks-delivery'],
  ],
  [
    'a required workflow and commits of an App',
    codes(required, { mode: 'commit', github: { app } }),
    [],
  ],
  [
    'a required workflow and the dashboard of another App',
    codes(required, {
      github: { app },
      more: { readiness: { ...houseDefaults.readiness, dashboardCopy: copy } },
    }),
    ['required-workflow-blocks-dashboard'],
  ],
  [
    'a required workflow and the dashboard of the same App',
    codes(required, {
      github: { app },
      more: { readiness: { ...houseDefaults.readiness, dashboardCopy: { ...copy, appId: 7 } } },
    }),
    [],
  ],
  [
    'a workflow of the repository itself',
    codes({ requiredWorkflow: { ...workflow, repository: 'Orders' } }),
    ['required-workflow-of-itself'],
  ],
])('%s', (_name, found, expected) => {
  expect(found).toEqual(expected);
});
