import { githubTypes } from '../../../core/kernel/resource-types';
import { judgeResource, unknown, UNSURE } from '../../fixtures/judge';
import { pushRulesets } from './push-rulesets';

type Props = Readonly<Record<string, unknown>>;

const good: Props = {
  repository: 'shop',
  target: 'push',
  enforcement: 'active',
  rules: { filePathRestriction: { restrictedFilePaths: ['.github/workflows/**/*'] } },
};
const past = (actorType: string, actorId?: number) => ({
  bypassActors: [{ actorType, actorId, bypassMode: 'always' }],
});
const idle = 'the push ruleset is not enforced';
const empty = 'the push ruleset restricts nothing';
const wide = (actor: string) => `everyone with the role or key may push restricted files: ${actor}`;

test.each<[string, Props, readonly string[]]>([
  ['a good one', {}, []],
  ['one of another target', { target: 'branch', rules: {}, enforcement: 'disabled' }, []],
  ['one that is tried out', { enforcement: 'evaluate' }, [idle]],
  ['one without rules', { rules: {} }, [empty]],
  [
    'an empty list of paths',
    { rules: { filePathRestriction: { restrictedFilePaths: [] } } },
    [empty],
  ],
  ['rules of branches alone', { rules: { deletion: true } }, [empty]],
  ['a limit of sizes', { rules: { maxFileSize: { maxFileSize: 10 } } }, []],
  [
    'rules in a list, as the engine may show them',
    { rules: [{ filePathRestriction: [{ restrictedFilePaths: ['a'] }] }] },
    [],
  ],
  ['an App', past('Integration', 4711), []],
  ['administrators', past('RepositoryRole', 5), []],
  ['a team', past('Team', 7), []],
  ['whoever may write', past('RepositoryRole', 4), [wide('RepositoryRole 4')]],
  ['a role of the organization’s own', past('RepositoryRole', 1234), [wide('RepositoryRole 1234')]],
  ['deploy keys', past('DeployKey'), [wide('DeployKey')]],
  [
    'all at once',
    { enforcement: 'disabled', rules: {}, ...past('DeployKey') },
    [idle, empty, wide('DeployKey')],
  ],
])('%s', (_name, change, messages) => {
  for (const type of [githubTypes.RepositoryRuleset, githubTypes.OrganizationRuleset]) {
    expect(judgeResource(pushRulesets, { type, props: { ...good, ...change } })).toEqual(messages);
  }
});

test('an actor that the configuration accepts', () => {
  const props = { ...good, ...past('DeployKey') };
  const config = { allowedBypass: ['DeployKey'] };
  expect(
    judgeResource(pushRulesets, { type: githubTypes.RepositoryRuleset, props }, config),
  ).toEqual([]);
});

test('an enforcement that is not known yet hides no other fault', () => {
  const props = unknown(['enforcement'], { ...good, rules: {} });
  expect(judgeResource(pushRulesets, { type: githubTypes.RepositoryRuleset, props })).toEqual([
    empty,
    UNSURE,
  ]);
});
