import {
  judgeResource,
  judgeStack,
  resourceFindings,
  stackFindings,
  unknown,
  UNSURE,
  type TestResource,
} from '../../fixtures/judge';
import { protectedEnvironments } from './protected-environments';
import { selfHostedRunners } from './self-hosted-runners';

type Props = Readonly<Record<string, unknown>>;

describe('protected-environments', () => {
  const type = 'github:index/repositoryEnvironment:RepositoryEnvironment';
  const judge = (props: Props, settings: object = {}) =>
    judgeResource(
      protectedEnvironments,
      { type, props: { environment: 'production', ...props } },
      settings,
    );
  const open = ['environment production accepts deployments from every branch without review'];
  const teams = { reviewers: [{ teams: [1] }] };
  const branches = (protectedBranches: boolean, customBranchPolicies: boolean): Props => ({
    deploymentBranchPolicy: { protectedBranches, customBranchPolicies },
  });
  test.each<[string, Props, readonly string[]]>([
    ['a reviewing team', teams, []],
    ['a reviewing user', { reviewers: [{ users: [1] }] }, []],
    ['reviewers without anybody', { reviewers: [{ users: [], teams: [] }] }, open],
    ['protected branches', branches(true, false), []],
    ['named branches', branches(false, true), []],
    ['a policy of branches that says nothing', branches(false, false), open],
    ['nothing', {}, open],
    ['a policy in a list', { deploymentBranchPolicy: [{ protectedBranches: true }] }, []],
  ])('%s', (_name, props, expected) => {
    expect(judge(props)).toEqual(expected);
  });

  test.each<[string, boolean]>([
    ['prod', true],
    ['production-eu', true],
    ['release-1', true],
    ['pypi', true],
    ['pypi-test', false],
    ['staging', false],
    ['preprod', false],
  ])('the environment %s is looked at: %j', (environment, looked) => {
    expect(judge({ environment })).toHaveLength(looked ? 1 : 0);
  });

  test.each<[string, string, boolean]>([
    ['live', 'live', true],
    ['l.ve', 'live', false],
    ['*', 'staging', true],
  ])('the pattern %s of the settings fits %s: %j', (pattern, environment, looked) => {
    expect(judge({ environment }, { environments: [pattern] })).toHaveLength(looked ? 1 : 0);
  });

  test.each<[string, Props, readonly string[]]>([
    ['reviewers', teams, []],
    ['protected branches', branches(true, false), open],
    ['nothing', {}, open],
  ])('where the settings want reviewers: %s', (_name, props, expected) => {
    expect(judge(props, { reviewers: true })).toEqual(expected);
  });

  test('the fix and the setting are those of what is wanted', () => {
    const fixes = (settings: object) =>
      resourceFindings(
        protectedEnvironments,
        { type, props: { environment: 'production' } },
        settings,
      ).map(({ fix, setting }) => [setting, fix]);
    expect(fixes({ reviewers: true })).toEqual([['environments[].reviewers', 'add reviewers']]);
    expect(fixes({})).toEqual([
      [
        'environments[].protectedBranchesOnly',
        'add reviewers or deploymentBranchPolicy: { protectedBranches: true }',
      ],
    ]);
  });

  test.each([
    ['the name', 'environment'],
    ['the reviewers', 'reviewers'],
    ['the branches', 'deploymentBranchPolicy'],
  ])('%s may be unknown', (_name, key) => {
    const props = unknown([key], { environment: 'production' });
    expect(judgeResource(protectedEnvironments, { type, props })).toEqual([UNSURE]);
  });
});

describe('self-hosted-runners', () => {
  const repository = (props: Props): TestResource => ({
    type: 'github:index/repository:Repository',
    name: 'repository',
    props: { name: 'shop', ...props },
  });
  const file = (runsOn: string, of = 'shop'): TestResource => ({
    type: 'github:index/repositoryFile:RepositoryFile',
    name: 'files',
    props: {
      repository: of,
      file: '.github/workflows/ci.yml',
      content: `on: push\njobs:\n  a:\n    runs-on: ${runsOn}\n`,
    },
  });
  const found = ['files: job a runs on a self-hosted runner in a public repository'];
  const open = repository({ visibility: 'public' });
  test.each<[string, readonly TestResource[], readonly string[]]>([
    ['a public repository', [open, file('self-hosted')], found],
    ['among other labels', [open, file('[self-hosted, linux]')], found],
    ['in a group', [open, file('{ group: own, labels: [self-hosted] }')], found],
    ['in another case', [open, file('Self-Hosted')], found],
    [
      'a group without a label',
      [open, file('{ group: own }')],
      [
        'files: job a runs on the runner group own, which can hold self-hosted runners, in a public repository',
      ],
    ],
    ['a group with another label', [open, file('{ group: own, labels: [ubuntu-24.04] }')], []],
    [
      'a value of the matrix',
      [
        open,
        file('${{ matrix.os }}\n    strategy: { matrix: { os: [ubuntu-24.04, self-hosted] } }'),
      ],
      found,
    ],
    ['a runner of GitHub', [open, file('ubuntu-24.04')], []],
    ['a label that only the run knows', [open, file('"${{ inputs.runner }}"')], []],
    ['a private repository', [repository({ visibility: 'private' }), file('self-hosted')], []],
    ['an internal repository', [repository({ visibility: 'internal' }), file('self-hosted')], []],
    ['a repository that says nothing of it', [repository({}), file('self-hosted')], found],
    [
      'a repository that is not private',
      [repository({ private: false }), file('self-hosted')],
      found,
    ],
    ['a repository that is private', [repository({ private: true }), file('self-hosted')], []],
    [
      'a visibility that overrides the older property',
      [repository({ visibility: 'public', private: true }), file('self-hosted')],
      found,
    ],
    [
      'a repository of which only that is unknown',
      [{ ...open, props: unknown(['private'], { name: 'shop' }) }, file('self-hosted')],
      [UNSURE],
    ],
    ['another repository', [open, file('self-hosted', 'blog')], []],
    ['a repository of another stack', [file('self-hosted')], []],
    [
      'something public that is no repository',
      [
        { type: 'acme:index:Page', props: { repository: 'shop', visibility: 'public' } },
        file('self-hosted'),
      ],
      [],
    ],
    [
      'a repository whose visibility is unknown',
      [{ ...open, props: unknown(['visibility'], { name: 'shop' }) }, file('self-hosted')],
      [UNSURE],
    ],
    [
      'a repository whose name is unknown',
      [{ ...open, props: unknown(['name'], { visibility: 'public' }) }, file('self-hosted')],
      [UNSURE],
    ],
  ])('%s', (_name, resources, expected) => {
    expect(judgeStack(selfHostedRunners, resources)).toEqual(expected);
  });

  test('a finding names the place', () => {
    expect(stackFindings(selfHostedRunners, [open, file('self-hosted')])).toMatchObject([
      { repository: 'shop', file: '.github/workflows/ci.yml', line: 4, column: 14 },
    ]);
  });
});
