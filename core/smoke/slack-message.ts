import type { CanaryVerdict } from './canary/compare';
import { escapeSlack, foreignSlack, printable } from '../kernel/foreign-text';
import { wordsOf, type SmokeContext } from './report';
import type { SmokeVerdict } from './verdict';

/** A Slack message as its webhook takes it. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly object[];
}

const mostChecks = 20;

/**
 * The message about a failed smoke test. Limits: 150 characters a header, 3,000 a section, 50 blocks, about 13,200
 * characters together. https://docs.slack.dev/reference/block-kit/blocks
 */
export function failedMessage(verdict: SmokeVerdict, context: SmokeContext): SlackMessage {
  const failed = verdict.results.filter((result) => !result.passed);
  const left = failed.length - mostChecks;
  return message(
    `Smoke test failed: ${nameOf(context)}`,
    failed
      .slice(0, mostChecks)
      .map(
        (result) =>
          `:x: ${foreignSlack(result.check.name, 100)} (${result.check.kind}) after ${result.attempts.length} attempts\n${foreignSlack(wordsOf(result), 300)}`,
      ),
    context,
    left > 0 ? `and ${left} more · ` : '',
  );
}

/** The message that a deployment which failed is healthy again. `since`: when the failure began, ISO 8601. */
export function recoveredMessage(
  verdict: SmokeVerdict,
  context: SmokeContext,
  since: string | undefined,
): SlackMessage {
  const count = verdict.results.length;
  const unsteady = verdict.unsteady ? ', not all of them on the first attempt' : '';
  const failing = since === undefined ? '' : `; it had failed since ${since}`;
  return message(
    `Smoke test recovered: ${nameOf(context)}`,
    [`:white_check_mark: all ${count} checks pass again${unsteady}${failing}`],
    context,
  );
}

/** The message that checks cannot be run, or that all can again. */
export function uncheckedMessage(
  unchecked: readonly { readonly check: string; readonly reason: string }[],
  context: SmokeContext,
): SlackMessage {
  const left = unchecked.length - mostChecks;
  if (unchecked.length === 0) {
    const all = ':white_check_mark: every check can be run again';
    return message(`Smoke test complete again: ${nameOf(context)}`, [all], context);
  }
  return message(
    `Smoke test incomplete: ${nameOf(context)}`,
    unchecked
      .slice(0, mostChecks)
      .map(
        ({ check, reason }) =>
          `:see_no_evil: ${foreignSlack(check, 100)} is not checked\n${foreignSlack(reason, 300)}`,
      ),
    context,
    left > 0 ? `and ${left} more · ` : '',
  );
}

/** The message that a canary must not be promoted. */
export function canaryMessage(verdict: CanaryVerdict, context: SmokeContext): SlackMessage {
  const worse = [verdict.errors, verdict.latency].filter(({ answer }) => answer === 'worse');
  return message(
    `Roll back the canary: ${nameOf(context)}`,
    worse.map(({ text }) => `:rewind: ${foreignSlack(text, 300)}`),
    context,
  );
}

function nameOf(context: SmokeContext): string {
  return `${printable(context.repository, 100)} (${printable(context.environment, 100)})`;
}

function message(
  title: string,
  sections: readonly string[],
  context: SmokeContext,
  before = '',
): SlackMessage {
  return {
    text: escapeSlack(printable(title, 200)),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: printable(title, 150) } },
      ...sections.map((text) => ({ type: 'section', text: { type: 'mrkdwn', text } })),
      {
        type: 'context',
        elements: [
          {
            type: 'mrkdwn',
            text: `${before}${foreignSlack(context.baseUrl, 200)} · <${context.runUrl}|run>`,
          },
        ],
      },
    ],
  };
}
