import { type WantedResource } from './needs';
import { unlistedFindings } from './unlisted';

const of = (type: string): WantedResource => ({ type, inputs: {}, provider: undefined });

test('a type that is not listed is a finding with its name and what to do, once', () => {
  const team = of('github:index/team:Team');
  expect(unlistedFindings([team, of('slack:index/bookmark:Bookmark'), team])).toEqual([
    {
      subject: 'github:index/team:Team',
      check: 'permissions',
      status: 'unknown',
      message: '2 resources not checked: doctor does not know which permissions this type needs',
      remedy: 'look up the permissions and check that the token has them',
      link: expect.stringContaining('docs.github.com') as string,
    },
    expect.objectContaining({ subject: 'slack:index/bookmark:Bookmark', check: 'scopes' }),
  ]);
  expect(unlistedFindings([of('random:index/randomPet:RandomPet')])).toEqual([
    expect.objectContaining({
      status: 'unknown',
      message: '1 resource not checked: doctor does not know the provider random',
      remedy: 'check that the credentials of random may manage this type',
    }),
  ]);
});

test.each([
  'gatehouse:index:WorkflowCommit',
  'github:index/actionsSecret:ActionsSecret',
  'slack:index/conversation:Conversation',
  'aws:lambda/function:Function',
  'pulumi:pulumi:StackReference',
])('%s is none', (type) => {
  expect(unlistedFindings([of(type)])).toEqual([]);
});
