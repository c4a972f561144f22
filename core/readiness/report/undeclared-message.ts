import { type UndeclaredNews } from '../../undeclared/things';
import { foreignSlack } from './foreign';
import { plainMessage } from './plain-message';
import type { SlackMessage } from './slack-message';

/** Things that a message names; of further ones it says how many there are. */
const named = 10;

/** The message about what appeared or changed in a repository that the stack does not declare. */
export function undeclaredMessage(
  repository: string,
  stack: string,
  news: readonly UndeclaredNews[],
): SlackMessage {
  const lines = news.slice(0, named).map(({ subject, change, details }) => {
    const more = details.length === 0 ? '' : ` (${details.join(', ')})`;
    return `• ${foreignSlack(`${change === 'changed' ? 'changed' : 'new'}: ${subject}${more}`, 200)}`;
  });
  const rest = news.length - named;
  return plainMessage(
    `Not declared: ${repository}`,
    [
      ':mag: the stack does not manage these, and the look before did not see them so:',
      ...lines,
      ...(rest > 0 ? [`and ${rest} more`] : []),
    ].join('\n'),
    `what the policies object to: \`gatehouse drift --stack ${foreignSlack(stack)} --only undeclared\``,
  );
}

/** The message that takes the place of further ones when there is such news of many repositories at once. */
export function manyUndeclaredMessage(stack: string): SlackMessage {
  return plainMessage(
    `More repositories have what is not declared: stack ${stack}`,
    ':mag: further ones of this run are in the log of the worker only.',
    `stack ${foreignSlack(stack)}`,
  );
}
