import type { News } from './announce';
import { comparisonsOf, type CanaryVerdict } from './canary/compare';
import { escapeSlack, foreignSlack, printable } from '../kernel/foreign-text';
import { incidentPlace, type IncidentSeverity } from '../kernel/incident-place';
import { shownRegions } from './region-state';
import { wordsOf, type SmokeContext } from './report';
import type { SmokeVerdict } from './verdict';

/** A Slack message as its webhook takes it. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly object[];
}

const mostChecks = 20;

/**
 * The message about a failed smoke test, or with `reminder` that it still fails; `since`: when the failure began, ISO 8601.
 * A check that depends on one that failed is counted, not shown. Limits: 150 characters a header, 3,000 a section, 50
 * blocks, about 13,200 characters together. https://docs.slack.dev/reference/block-kit/blocks
 */
export function failedMessage(
  verdict: SmokeVerdict,
  context: SmokeContext,
  {
    since,
    reminder = false,
  }: { readonly since?: string | undefined; readonly reminder?: boolean } = {},
): SlackMessage {
  const failed = verdict.results.filter((result) => !result.passed);
  const causes = failed.filter(({ blockedBy }) => blockedBy === undefined);
  const shown = (causes.length > 0 ? causes : failed).slice(0, mostChecks);
  const left = failed.length - shown.length;
  return message(
    `${reminder ? 'Smoke test still fails' : 'Smoke test failed'}: ${nameOf(context)}`,
    [
      ...(context.onCall === undefined ? [] : [`<!subteam^${context.onCall}>`]),
      ...whereOf(context),
      ...shown.map(
        (result) =>
          `:x: ${foreignSlack(result.check.name, 100)} (${result.check.kind}) after ${result.attempts.length} attempts\n${foreignSlack(wordsOf(result), 300)}`,
      ),
    ],
    context,
    `${left > 0 ? `and ${left} more · ` : ''}${placeOf(context, 'high', since)}`,
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
    placeOf(context, 'none', since),
  );
}

/** The message for a piece of news. `since`: when the failure began that it is about. */
export function newsMessage(
  news: News,
  verdict: SmokeVerdict,
  context: SmokeContext,
  since: string | undefined,
): SlackMessage {
  if (news === 'recovered') return recoveredMessage(verdict, context, since);
  return failedMessage(verdict, context, { since, reminder: news === 'reminder' });
}

/** From which regions it fails, where there are several. */
function whereOf({ region, elsewhere = [] }: SmokeContext): readonly string[] {
  if (region === undefined || elsewhere.length === 0) return [];
  return [`:round_pushpin: ${foreignSlack(shownRegions(region, elsewhere), 300)}`];
}

/** Severity, stack and the incident, whose start is the same in all of its messages. */
function placeOf({ stack }: SmokeContext, severity: IncidentSeverity, since?: string): string {
  return `${incidentPlace(severity, { stack, since })} · `;
}

/** The message that checks cannot be run, or that all can again. */
export function uncheckedMessage(
  unchecked: readonly { readonly check: string; readonly reason: string }[],
  context: SmokeContext,
): SlackMessage {
  const left = unchecked.length - mostChecks;
  if (unchecked.length === 0) {
    const all = ':white_check_mark: every check can be run again';
    const place = placeOf(context, 'none');
    return message(`Smoke test complete again: ${nameOf(context)}`, [all], context, place);
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
    `${left > 0 ? `and ${left} more · ` : ''}${placeOf(context, 'medium')}`,
  );
}

/** The message that a canary must not be promoted. */
export function canaryMessage(verdict: CanaryVerdict, context: SmokeContext): SlackMessage {
  const worse = comparisonsOf(verdict).filter(({ answer }) => answer === 'worse');
  return message(
    `Roll back the canary: ${nameOf(context)}`,
    worse.map(({ text }) => `:rewind: ${foreignSlack(text, 300)}`),
    context,
    placeOf(context, 'high'),
  );
}

function nameOf(context: SmokeContext): string {
  const from = context.region === undefined ? '' : `, from ${context.region}`;
  return `${printable(context.repository, 100)} (${printable(context.environment, 100)}${from})`;
}

/** Where the run, the alarm and the workflow of a deployment are. */
function linksText({ runUrl, links = [] }: SmokeContext): string {
  return [{ text: 'run', url: runUrl }, ...links]
    .map(({ text, url }) => `<${url}|${text}>`)
    .join(' · ');
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
            text: `${before}${foreignSlack(context.baseUrl, 200)} · ${linksText(context)}`,
          },
        ],
      },
    ],
  };
}
