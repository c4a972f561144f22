import { incidentPlace } from '../../kernel/incident-place';
import type { History } from '../history';
import { foreignSlack } from './foreign';
import { plainMessage } from './plain-message';
import type { SlackMessage } from './slack-message';

/** A repository, and what the history says of why it cannot be seen; undefined: it is seen again. */
interface Sighted {
  readonly repository: string;
  readonly dashboardUrl: string;
  readonly unseen: History['unseen'];
  /** The stack whose worker found it. */
  readonly stack?: string | undefined;
}

/** The message that a repository cannot be scored any more, or can be again. */
export function sightMessage({ repository, dashboardUrl, unseen, stack }: Sighted): SlackMessage {
  const [title, text] =
    unseen === undefined
      ? ['Scored again', ':white_check_mark: the repository can be seen again, and is scored.']
      : [
          'Not scored any more',
          `:see_no_evil: ${foreignSlack(unseen.text, 500)}\nIts last score is no longer reported.`,
        ];
  const place = incidentPlace(unseen === undefined ? 'none' : 'medium', { stack });
  return plainMessage(`${title}: ${repository}`, text, `${place} · <${dashboardUrl}|dashboard>`);
}

/** The message that takes the place of further ones when many repositories cannot be seen, or can be again, at once. */
export function manySightsMessage(stack: string, isUnseen: boolean): SlackMessage {
  const title = isUnseen
    ? 'More repositories are not scored any more'
    : 'More repositories are scored again';
  return plainMessage(
    `${title}: stack ${stack}`,
    isUnseen
      ? ':see_no_evil: further ones of this run are in the log of the worker only. Was the access of the GitHub App narrowed?'
      : ':white_check_mark: further ones of this run are in the log of the worker only.',
    incidentPlace(isUnseen ? 'medium' : 'none', { stack }),
  );
}
