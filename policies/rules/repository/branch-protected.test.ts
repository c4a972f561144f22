import { type ResourceView } from '../../model/resource-view';
import { isUnreadable, readWorkflow } from '../../model/read-workflow';
import { settingsOf } from '../../model/settings-of';
import { branchProtected } from './branch-protected';

const workflow = readWorkflow('.github/workflows/ci.yml', 'on: pull_request\njobs: {}\n');

/** Repositories found unprotected beside one protection; of `unknown` ones the checks are only known after the update. */
function unprotected(
  protectedRepository: string,
  unknown: boolean,
): readonly (string | undefined)[] {
  if (branchProtected.scope !== 'stack' || isUnreadable(workflow))
    throw new Error('not as expected');
  const later = Object.assign(new Error('only known after the update'), {
    unknownTypeSentinel: true,
  });
  const protection: ResourceView = {
    type: 'github:index/branchProtection:BranchProtection',
    name: 'protection',
    urn: 'protection',
    props: {
      repositoryId: protectedRepository,
      pattern: 'main',
      get requiredStatusChecks() {
        if (unknown) throw later;
        return [{ contexts: ['CI Success'] }];
      },
    },
  };
  const found = branchProtected.check(
    {
      resources: [protection],
      workflows: [{ repository: 'shop', branch: 'main', urn: 'files', workflow }],
      attempt: (read) => {
        try {
          return read();
        } catch (error) {
          if (error !== later) throw error;
          return undefined;
        }
      },
    },
    settingsOf(branchProtected, {}),
  );
  return found.map(({ repository }) => repository);
}

test.each<readonly [string, string, boolean, readonly string[]]>([
  ['a protection of the repository protects it', 'shop', false, []],
  ['one that is not known yet may protect it, and is no finding', 'shop', true, []],
  ['a protection of another repository does not', 'blog', false, ['shop']],
  ['nor does one of another repository that is not known yet', 'blog', true, ['shop']],
])('%s', (_name, repository, unknown, expected) => {
  expect(unprotected(repository, unknown)).toEqual(expected);
});
