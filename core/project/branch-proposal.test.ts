import { treeOf } from './example-trees';
import { proposeForBranch } from './branch-proposal';

const project = { 'requirements.txt': 'flask\n', 'app.py': '' };
const dependabot = 'version: 2\nupdates: []\n';

it.each<[string, Readonly<Record<string, string>>, boolean]>([
  ['no configuration of Dependabot', {}, false],
  ['one at the usual place', { '.github/dependabot.yml': dependabot }, false],
  ['one that GitHub would not read beside ours', { '.github/dependabot.yaml': dependabot }, true],
])('a repository with %s', async (_name, files, isOff) => {
  const proposal = await proposeForBranch(treeOf({ ...project, ...files }), 'main');
  if ('problems' in proposal) throw new Error('there is a project');
  expect(proposal.settings.dependabot).toEqual(isOff ? { enabled: false } : undefined);
  expect(proposal.notes.some((note) => note.includes('rename it'))).toBe(isOff);
});

it('keeps the registries that Dependabot needs', async () => {
  const proposal = await proposeForBranch(
    treeOf({
      ...project,
      'requirements.txt': '--index-url https://${USER}:${TOKEN}@pypi.example.org/simple\nflask\n',
      '.github/dependabot.yaml': dependabot,
    }),
    'main',
  );
  if ('problems' in proposal) throw new Error('there is a project');
  expect(proposal.settings.dependabot?.enabled).toBe(false);
  expect(Object.keys(proposal.settings.dependabot?.registries ?? {})).toHaveLength(1);
});
