import { plural, tidy } from '../amounts';
import { incidentPlace } from '../../kernel/incident-place';
import { explain, whatToDo, worthDoing } from '../explain';
import { flakyTests } from '../flaky';
import type { History } from '../history';
import { componentIds } from '../score';
import { changeOver, recent, scaledSparkline } from '../trend';
import { flakyName } from './flaky-words';
import { postureScore } from './posture-words';
import { ciNews } from './ci-times-words';
import { scoreOf } from './comment';
import { benchmarkNews } from './performance-words';
import type { ReadinessDocument } from './document';
import { byEnd, ending, exceptionLines } from './exceptions';
import { escapeSlack, foreignSlack, printable } from './foreign';
import { bandWords, componentWords, signed } from './words';

/** A message as Slack's incoming webhooks take it; `text` is what a notification shows. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

export type SlackBlock =
  | {
      readonly type: 'header';
      readonly text: { readonly type: 'plain_text'; readonly text: string };
    }
  | {
      readonly type: 'section';
      readonly text?: SlackText;
      readonly fields?: readonly SlackText[];
    }
  | { readonly type: 'context'; readonly elements: readonly SlackText[] };

interface SlackText {
  readonly type: 'mrkdwn';
  readonly text: string;
}

/** Slack's limits that a message here could reach. https://docs.slack.dev/reference/block-kit/blocks */
export const slackLimits = { header: 150, section: 3000, field: 2000 } as const;

/** The score fell below the threshold: what it is, what it lost points for and what to do. `stack`: whose worker found it. */
export function belowMessage(
  document: ReadinessDocument,
  dashboardUrl: string,
  stack?: string,
): SlackMessage {
  const explanation = explain(scoreOf(document), document);
  return message(
    `Readiness below ${document.threshold} %`,
    document,
    [
      section(
        `:warning: *${document.value} %* (${bandWords[document.band].text}), below the threshold of ${document.threshold} %.`,
      ),
      components(document),
      section(
        [
          `*${whatToDo(explanation)}*`,
          ...worthDoing(explanation, 3)
            .slice(0, 5)
            .map((one) => `• ${one.text} (+${tidy(one.gain)})`),
        ].join('\n'),
      ),
    ],
    dashboardUrl,
    incidentPlace('medium', { stack }),
  );
}

/** The score reached the threshold again. */
export function recoveryMessage(
  document: ReadinessDocument,
  dashboardUrl: string,
  stack?: string,
): SlackMessage {
  return message(
    `Readiness recovered to ${document.value} %`,
    document,
    [
      section(
        `:white_check_mark: *${document.value} %* (${bandWords[document.band].text}), at or above the threshold of ${document.threshold} %.`,
      ),
      components(document),
    ],
    dashboardUrl,
    incidentPlace('none', { stack }),
  );
}

/** The weekly trend digest. */
export function digestMessage(
  history: History,
  document: ReadinessDocument,
  now: string,
  dashboardUrl: string,
): SlackMessage {
  const week = changeOver(history.points, now, 7);
  const flaky = flakyTests(history.observations).slice(0, 3);
  const { metrics = {} } = history;
  const facts = [
    metrics.passRate === undefined ? undefined : `CI pass rate ${metrics.passRate} %`,
    metrics.firstAttemptRate === undefined
      ? undefined
      : `${metrics.firstAttemptRate} % green without a retry`,
    metrics.buildSeconds === undefined ? undefined : `build ${metrics.buildSeconds} s on average`,
    metrics.securityIssues === undefined ? undefined : `${metrics.securityIssues} security issues`,
    history.posture === undefined
      ? undefined
      : `security posture ${postureScore(history.posture.score)}`,
  ].filter((fact) => fact !== undefined);
  return message(
    'Weekly readiness digest',
    document,
    [
      section(
        `*${document.value} %*${week === undefined ? '' : `, ${signed(week.delta)} in seven days`}\n${scaledSparkline(
          history.points.map((point) => point.score),
          ' %',
        )}`,
      ),
      ...(facts.length === 0 ? [] : [section(facts.join(' · '))]),
      ...(flaky.length === 0
        ? []
        : [
            section(
              [
                '*Flakiest tests*',
                ...flaky.map(
                  (one) =>
                    `• ${flakyName(one, foreignSlack)} (${one.flakes} of ${one.runs} runs, last seen ${one.lastAt.slice(0, 10)})`,
                ),
              ].join('\n'),
            ),
          ]),
      ...times(history, now),
      ...attention(history, document, now),
    ],
    dashboardUrl,
  );
}

/** Changes that a message names; pages have all. */
const mostChanges = 5;

function times({ runs, performance }: History, now: string): readonly SlackBlock[] {
  const list = (title: string, news: readonly string[]): readonly SlackBlock[] =>
    news.length === 0
      ? []
      : [section([title, ...news.slice(0, mostChanges).map((one) => `• ${one}`)].join('\n'))];
  return [
    ...list('*Times of the pipeline*', ciNews(runs, now, foreignSlack)),
    ...list('*Performance*', benchmarkNews(performance, now, foreignSlack)),
  ];
}

/** What passed below the threshold in the week, what the score does not know, and what is let pass. */
function attention(
  history: History,
  document: ReadinessDocument,
  now: string,
): readonly SlackBlock[] {
  const overrides = recent(history.overrides, now, 7).map(
    (one) =>
      `• pull request ${one.pullRequest}, ${foreignSlack(one.by)}: ${foreignSlack(one.reason)}`,
  );
  const missing = document.lines
    .filter((line) => line.state === 'missing')
    .map((line) => `• ${line.id}: ${foreignSlack(line.reason ?? 'no input')}`);
  const excused = letPass(document, now);
  return [
    ...(overrides.length === 0
      ? []
      : [section(['*Passed by an override*', ...overrides.slice(-5)].join('\n'))]),
    ...(missing.length === 0 ? [] : [section(['*Missing inputs*', ...missing].join('\n'))]),
    ...(excused.length === 0 ? [] : [section(['*Let pass*', ...excused].join('\n'))]),
  ];
}

/** Waivers that a digest names; more are counted. */
const mostWaivers = 10;

/** Modes of gates, the baseline and the waivers, the next to end first. */
function letPass({ exceptions }: ReadinessDocument, now: string): readonly string[] {
  const waivers = byEnd(exceptions?.waivers ?? []);
  const others = waivers.length - mostWaivers;
  return [
    ...exceptionLines(exceptions, now).map((line) => `• ${line}`),
    ...waivers
      .slice(0, mostWaivers)
      .map(
        ({ what, until, owner }) =>
          `• ${foreignSlack(what)} until ${until}${ending(until, now)}, ${foreignSlack(owner)}`,
      ),
    ...(others > 0 ? [`• ${plural(others, 'more waiver')}`] : []),
  ];
}

function components(document: ReadinessDocument): SlackBlock {
  return {
    type: 'section',
    fields: componentIds.map((id) => {
      const own = document.lines.filter((line) => line.component === id);
      const points = own.reduce((sum, line) => sum + line.points, 0);
      const maximum = own.reduce((sum, line) => sum + line.maximum, 0);
      const missing = own.filter((line) => line.state === 'missing').map((line) => line.id);
      const gap = missing.length === 0 ? '' : ` (no input: ${missing.join(', ')})`;
      return mrkdwn(
        `*${componentWords[id]}*\n${tidy(points)} of ${tidy(maximum)}${gap}`,
        slackLimits.field,
      );
    }),
  };
}

function message(
  title: string,
  document: ReadinessDocument,
  blocks: readonly SlackBlock[],
  dashboardUrl: string,
  incident?: string,
): SlackMessage {
  const repository = printable(document.repository, 100);
  const before = incident === undefined ? '' : `${incident} · `;
  const place = `${before}${foreignSlack(document.repository)} · ${foreignSlack(document.branch)} · ${document.commit.slice(0, 12)}`;
  return {
    text: `${title}: ${escapeSlack(repository)}`,
    blocks: [
      {
        type: 'header',
        text: {
          type: 'plain_text',
          text: printable(`${title}: ${repository}`, slackLimits.header),
        },
      },
      ...blocks,
      {
        type: 'context',
        elements: [mrkdwn(`${place} · <${dashboardUrl}|dashboard>`, slackLimits.field)],
      },
    ],
  };
}

function section(text: string): SlackBlock {
  return { type: 'section', text: mrkdwn(text, slackLimits.section) };
}

function mrkdwn(text: string, length: number): SlackText {
  return { type: 'mrkdwn', text: text.length <= length ? text : `${text.slice(0, length - 1)}…` };
}
