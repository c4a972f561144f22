import {
  judgeStack,
  stackFindings,
  unknown,
  UNSURE,
  type TestResource,
} from '../../fixtures/judge';
import { branchProtected } from './branch-protected';

type Props = Readonly<Record<string, unknown>>;

const file = (props: Props = {}, name = 'files'): TestResource => ({
  type: 'github:index/repositoryFile:RepositoryFile',
  name,
  props: {
    repository: 'shop',
    branch: 'main',
    file: '.github/workflows/ci.yml',
    content: 'on: pull_request\njobs: {}\n',
    ...props,
  },
});
const requiredStatusChecks = [{ contexts: ['CI Success'] }];
const classic = (props: Props = {}): TestResource => ({
  type: 'github:index/branchProtection:BranchProtection',
  name: 'protection',
  props: { repositoryId: 'shop', pattern: 'main', requiredStatusChecks, ...props },
});
const ruleset = (props: Props = {}): TestResource => ({
  type: 'github:index/repositoryRuleset:RepositoryRuleset',
  name: 'ruleset',
  props: {
    repository: 'shop',
    target: 'branch',
    enforcement: 'active',
    conditions: { refName: { includes: ['refs/heads/main'] } },
    rules: { requiredStatusChecks: { requiredChecks: [{ context: 'CI Success' }] } },
    ...props,
  },
});
const wide = (props: Props = {}): TestResource => ({
  ...ruleset({ repository: undefined, ...props }),
  type: 'github:index/organizationRuleset:OrganizationRuleset',
});
const bare = ['files: branch main receives workflows but is not protected'];
const unchecked = ['files: branch main is protected but requires no check'];

test.each<[string, readonly TestResource[], readonly string[]]>([
  ['a protection with a check', [file(), classic()], []],
  ['an active ruleset with a check', [file(), ruleset()], []],
  ['an active ruleset of the organization with a check', [file(), wide()], []],
  ['nothing', [file()], bare],
  ['a resource that is no protection', [file(), { ...classic(), type: 'x:y:Z' }], bare],
  ['a protection of another branch', [file(), classic({ pattern: 'develop' })], bare],
  ['a protection of another repository', [file(), classic({ repositoryId: 'blog' })], bare],
  ['a ruleset that is only evaluated', [file(), ruleset({ enforcement: 'evaluate' })], bare],
  ['a ruleset that is off', [file(), ruleset({ enforcement: 'disabled' })], bare],
  ['a ruleset of the organization that is off', [file(), wide({ enforcement: 'disabled' })], bare],
  ['a ruleset of tags', [file(), ruleset({ target: 'tag' })], bare],
  ['a protection without a check', [file(), classic({ requiredStatusChecks: [] })], unchecked],
  ['a ruleset without a check', [file(), ruleset({ rules: {} })], unchecked],
  ['a ruleset by which no one pushes', [file(), ruleset({ rules: { update: true } })], []],
  ['a ruleset by which someone pushes', [file(), ruleset({ rules: { update: false } })], unchecked],
  ['a locked branch', [file(), classic({ requiredStatusChecks: [], lockBranch: true })], []],
  [
    'a branch that is not locked',
    [file(), classic({ requiredStatusChecks: [], lockBranch: false })],
    unchecked,
  ],
  [
    'two protections of which one has a check',
    [file(), classic({ requiredStatusChecks: [] }), ruleset()],
    [],
  ],
  [
    'a branch that is not said, and any protection of the repository',
    [file({ branch: undefined }), classic({ pattern: 'develop' })],
    [],
  ],
  [
    'a branch that is not said, and none',
    [file({ branch: undefined })],
    ['files: its branch receives workflows but is not protected'],
  ],
  [
    'two files of one branch are one branch, at the last',
    [file(), file({}, 'more')],
    ['more: branch main receives workflows but is not protected'],
  ],
  [
    'two branches, of which one is protected',
    [file({ branch: 'develop' }, 'dev'), file(), classic()],
    ['dev: branch develop receives workflows but is not protected'],
  ],
  ['no workflows', [classic({ requiredStatusChecks: [] })], []],
])('%s', (_name, resources, expected) => {
  expect(judgeStack(branchProtected, resources)).toEqual(expected);
});

test.each<[string, readonly string[], readonly string[]]>([
  ['by its name', ['shop'], []],
  ['by its full name', ['acme/shop'], []],
  ['not by that of another', ['blog'], bare],
])('a repository may be exempt %s', (_name, exempt, expected) => {
  expect(judgeStack(branchProtected, [file()], { exempt })).toEqual(expected);
});

describe('a repository that is named by its node id', () => {
  const repository = (props: Props): TestResource => ({
    type: 'github:index/repository:Repository',
    name: 'repository',
    props,
  });
  const known = repository({ name: 'shop', nodeId: 'R_1' });
  const created = repository(unknown(['nodeId'], { name: 'shop' }));
  const byId = (props: Props, from: readonly string[] = []): TestResource => ({
    ...classic(),
    props: { ...classic().props, ...props },
    references: { repositoryId: from },
  });
  const unknownId: TestResource = {
    ...classic(),
    props: unknown(['repositoryId'], classic().props),
    references: { repositoryId: ['repository'] },
  };
  test.each<[string, readonly TestResource[], readonly string[]]>([
    ['is the one of the stack with that id', [known, file(), byId({ repositoryId: 'R_1' })], []],
    ['is not another', [known, file(), byId({ repositoryId: 'R_2' }, ['repository'])], bare],
    ['is the one that an unknown id comes from', [created, file(), unknownId], []],
    [
      'is unknown where the id comes from no repository of the stack',
      [file(), unknownId],
      [UNSURE],
    ],
  ])('%s', (_name, resources, expected) => {
    expect(judgeStack(branchProtected, resources)).toEqual(expected);
  });
});

describe('in a preview', () => {
  const later = (keys: readonly string[], props: Props = {}): TestResource => ({
    ...classic(),
    props: unknown(keys, { repositoryId: 'shop', pattern: 'main', ...props }),
  });
  const commit: TestResource = {
    type: 'gatehouse:index:WorkflowCommit',
    name: 'commit',
    props: { pending: true, checks: ['CI Success'], checksOnBranch: [] },
  };
  test.each<[string, readonly TestResource[], readonly string[]]>([
    ['checks that are unknown may protect it', [file(), later(['requiredStatusChecks'])], [UNSURE]],
    [
      'those of another repository do not',
      [file(), later(['requiredStatusChecks'], { repositoryId: 'blog' })],
      bare,
    ],
    [
      'a protection of a repository that is unknown may',
      [file(), later(['repositoryId'], { requiredStatusChecks })],
      [UNSURE],
    ],
    [
      'one of a repository that is unknown does not where it requires nothing',
      [file(), later(['repositoryId'])],
      bare,
    ],
    [
      'files of a repository that is unknown may be those of a protected one',
      [{ ...file(), props: unknown(['repository'], file().props) }, classic()],
      [UNSURE],
    ],
    [
      'files of a repository that is unknown are not protected by nothing',
      [{ ...file(), props: unknown(['repository'], file().props) }],
      [UNSURE],
    ],
    [
      'files for a branch that is unknown may be for a protected one',
      [{ ...file(), props: unknown(['branch'], file().props) }, classic()],
      [UNSURE],
    ],
    [
      'a file whose text is unknown may be no workflow at all',
      [{ ...file(), props: unknown(['content'], file().props) }],
      [UNSURE],
    ],
    [
      'a file whose text is unknown, beside one that is known',
      [file(), { ...file({}, 'more'), props: unknown(['content'], file().props) }],
      bare,
    ],
    [
      'a file whose text is unknown is protected all the same',
      [{ ...file(), props: unknown(['content'], file().props) }, classic()],
      [],
    ],
    [
      'one whose branch is unknown may',
      [file(), later(['pattern'], { requiredStatusChecks })],
      [UNSURE],
    ],
    [
      'one that is known to protect it leaves nothing open',
      [file(), later(['pattern']), ruleset()],
      [],
    ],
    [
      'one that is known not to does not hide that another may',
      [file(), classic({ requiredStatusChecks: [] }), later(['pattern'], { requiredStatusChecks })],
      [UNSURE],
    ],
    [
      'one whose branch is unknown does not where it requires nothing',
      [file(), later(['pattern'])],
      bare,
    ],
    [
      'checks that follow from files count as checks',
      [
        file(),
        commit,
        { ...later(['requiredStatusChecks']), references: { requiredStatusChecks: ['commit'] } },
      ],
      [],
    ],
    [
      'so does a list that is empty until the files are on the branch',
      [
        file(),
        commit,
        {
          ...classic({ requiredStatusChecks: [] }),
          references: { requiredStatusChecks: ['commit'] },
        },
      ],
      [],
    ],
    [
      'an empty list whose files are on the branch is none',
      [
        file(),
        { ...commit, props: { pending: false } },
        {
          ...classic({ requiredStatusChecks: [] }),
          references: { requiredStatusChecks: ['commit'] },
        },
      ],
      unchecked,
    ],
  ])('%s', (_name, resources, expected) => {
    expect(judgeStack(branchProtected, resources)).toEqual(expected);
  });
});

test('a finding names the repository', () => {
  expect(stackFindings(branchProtected, [file()])).toMatchObject([{ repository: 'shop' }]);
});

describe('the default branch', () => {
  const byDefault = ruleset({ conditions: { refName: { includes: ['~DEFAULT_BRANCH'] } } });
  const said = (branch: string): TestResource => ({
    type: 'github:index/branchDefault:BranchDefault',
    name: 'default',
    props: { repository: 'shop', branch },
  });
  test.each<[string, readonly TestResource[], readonly string[]]>([
    ['is main where nothing says another', [file(), byDefault], []],
    ['may be any other where nothing says one', [file({ branch: 'release' }), byDefault], [UNSURE]],
    ['is that of the stack', [file({ branch: 'release' }), byDefault, said('release')], []],
    [
      'is no other than that of the stack',
      [file({ branch: 'release' }), byDefault, said('main')],
      ['files: branch release receives workflows but is not protected'],
    ],
  ])('%s', (_name, resources, expected) => {
    expect(judgeStack(branchProtected, resources)).toEqual(expected);
  });
});

test('a ruleset of the organization protects the repositories that it names', () => {
  const about = (name: string) =>
    wide({
      conditions: {
        refName: { includes: ['~ALL'] },
        repositoryName: { includes: [name], excludes: [] },
      },
    });
  expect(judgeStack(branchProtected, [file(), about('shop')])).toEqual([]);
  expect(judgeStack(branchProtected, [file(), about('blog')])).toEqual(bare);
});

describe('a repository without files of the stack', () => {
  const repository = (props: Props = {}): TestResource => ({
    type: 'github:index/repository:Repository',
    name: 'shop',
    props: { name: 'shop', ...props },
  });
  const open = ['shop: the repository is public, and none of its branches is protected'];
  test.each<[string, readonly TestResource[], readonly string[]]>([
    ['is public by default', [repository()], open],
    ['is public', [repository({ visibility: 'public' })], open],
    ['is private', [repository({ visibility: 'private' })], []],
    ['is archived', [repository({ archived: true })], []],
    ['is protected', [repository(), classic()], []],
    ['is protected by a ruleset', [repository(), ruleset()], []],
    ['has a ruleset that is off', [repository(), ruleset({ enforcement: 'disabled' })], open],
    ['is not the protected one', [repository(), classic({ repositoryId: 'blog' })], open],
    [
      'is protected by reference',
      [
        repository(),
        { ...classic({ repositoryId: 'R_1' }), references: { repositoryId: ['shop'] } },
      ],
      [],
    ],
  ])('%s', (_name, resources, expected) => {
    expect(judgeStack(branchProtected, resources)).toEqual(expected);
  });

  test('may be exempt', () => {
    expect(judgeStack(branchProtected, [repository()], { exempt: ['shop'] })).toEqual([]);
  });
});
