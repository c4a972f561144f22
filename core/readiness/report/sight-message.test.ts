import { manySightsMessage, sightMessage } from './sight-message';

const url = 'https://example.com/dashboard';
const plain = (title: string, text: string, context: string) => ({
  text: title,
  blocks: [
    { type: 'header', text: { type: 'plain_text', text: title } },
    { type: 'section', text: { type: 'mrkdwn', text } },
    { type: 'context', elements: [{ type: 'mrkdwn', text: context }] },
  ],
});

test('a repository that cannot be seen is named with the reason, as foreign text', () => {
  const unseen = { since: '2026-02-01T09:00:00Z', why: 'gone', text: '<!here> 404' };
  expect(sightMessage({ repository: 'acme/orders', dashboardUrl: url, unseen })).toEqual(
    plain(
      'Not scored any more: acme/orders',
      ':see_no_evil: `&lt;!here&gt; 404`\nIts last score is no longer reported.',
      `severity medium · <${url}|dashboard>`,
    ),
  );
});

test('one that is seen again is said to be', () => {
  const seen = { repository: 'acme/orders', dashboardUrl: url, unseen: undefined, stack: 'prod' };
  expect(sightMessage(seen)).toEqual(
    plain(
      'Scored again: acme/orders',
      ':white_check_mark: the repository can be seen again, and is scored.',
      `severity none · stack \`prod\` · <${url}|dashboard>`,
    ),
  );
});

test.each([
  [true, 'More repositories are not scored any more: stack prod', /narrowed\?$/],
  [false, 'More repositories are scored again: stack prod', /log of the worker only\.$/],
])('many at once have one message (unseen: %s)', (isUnseen, title, text) => {
  expect(manySightsMessage('prod', isUnseen)).toEqual(
    plain(
      title,
      expect.stringMatching(text) as string,
      `severity ${isUnseen ? 'medium' : 'none'} · stack \`prod\``,
    ),
  );
});
