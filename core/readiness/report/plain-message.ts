import { escapeSlack, printable } from './foreign';
import { slackLimits, type SlackMessage } from './slack-message';

/** A message of a title, a text and a line about it. */
export function plainMessage(title: string, text: string, context: string): SlackMessage {
  return {
    text: escapeSlack(printable(title, slackLimits.header)),
    blocks: [
      {
        type: 'header',
        text: { type: 'plain_text', text: printable(title, slackLimits.header) },
      },
      { type: 'section', text: { type: 'mrkdwn', text } },
      { type: 'context', elements: [{ type: 'mrkdwn', text: context }] },
    ],
  };
}
