import { tidy } from '../amounts';
import { expiryOf } from '../days';
import { explain, worthDoing } from '../explain';
import { flakyTests } from '../flaky';
import type { History } from '../history';
import { changeOver, oneDecimal, recent, type Change } from '../trend';
import { scoreOf } from './comment';
import type { ReadinessDocument } from './document';
import {
  belowMinimum,
  fleetHelp,
  type JudgedMember,
  minimumText,
  movedChecks,
  movesText,
  posturesInShort,
} from './fleet-posture';
import { escapeSlack, foreignSlack, printable } from './foreign';
import { missingInputs, waiverCounts } from './gaps';
import { slackLimits, type SlackBlock, type SlackMessage } from './slack-message';
import { signed } from './words';

/** Repositories that a list of the message names at most; the page has all of them. */
const mostNamed = 5;

/** What a message about a stack's repositories is made from. */
export interface FleetNews {
  readonly stack: string;
  /** What the repositories' histories say; one that was never scored has no document. */
  readonly histories: readonly History[];
  /** Days that the message looks back on: 7 or 30. */
  readonly days: number;
  /** ISO 8601. */
  readonly now: string;
  /** Where the page of all repositories is read. */
  readonly pageUrl: string;
}

interface Member {
  readonly history: History;
  readonly document: ReadinessDocument;
  readonly change: Change | undefined;
}

/**
 * What became of all repositories of a stack in a week or month, in one message: the average, who got worse and better,
 * who has to act and on what first, which inputs are missing, what is waived, and what passed by an override.
 */
export function fleetMessage({ stack, histories, days, now, pageUrl }: FleetNews): SlackMessage {
  const members = histories.flatMap((history): readonly Member[] => {
    const { document, unseen, points } = history;
    if (document === undefined || unseen !== undefined) return [];
    return [{ history, document, change: changeOver(points, now, days) }];
  });
  const judged = judgedOf(members);
  const title = `${days > 7 ? 'Monthly' : 'Weekly'} readiness: stack ${stack}`;
  const sections = [
    overview(members, histories, days, now),
    listOf('Have to act', belowThreshold(members), ({ document }) => {
      const [first] = worthDoing(explain(scoreOf(document), document), 1);
      const advice = first === undefined ? '' : `: ${first.text} (+${tidy(first.gain)})`;
      return `${document.value} %, below ${document.threshold} %${advice}`;
    }),
    listOf('Security posture below its minimum', belowMinimum(judged), minimumText),
    listOf('Got worse', changed(members, -1), changeText),
    listOf('Got better', changed(members, 1), changeText),
    listOf('Security posture got worse', movedChecks(judged, -1), (one) => movesText(one, -1)),
    listOf('Security posture got better', movedChecks(judged, 1), (one) => movesText(one, 1)),
    helpText(judged),
    listOf(
      'Missing inputs',
      members.filter(({ document }) => missingInputs(document).length > 0),
      ({ document }) => missingInputs(document).join(', '),
    ),
    listOf('Waivers', mostUrgent(members, now), (member) =>
      waiverCounts(member.document, now.slice(0, 10)),
    ),
    listOf(
      'Passed by an override',
      members.filter(({ history }) => recent(history.overrides, now, days).length > 0),
      ({ history }) => countOf(recent(history.overrides, now, days).length, 'pull request'),
    ),
  ].filter((text) => text !== undefined);
  return {
    text: escapeSlack(printable(title, slackLimits.header)),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: printable(title, slackLimits.header) } },
      ...sections.map((text): SlackBlock => ({
        type: 'section',
        text: { type: 'mrkdwn', text: text.slice(0, slackLimits.section) },
      })),
      { type: 'context', elements: [{ type: 'mrkdwn', text: `<${pageUrl}|all repositories>` }] },
    ],
  };
}

/** Those whose security posture was judged. */
function judgedOf(members: readonly Member[]): readonly (Member & JudgedMember)[] {
  return members.flatMap((member) => {
    const { posture } = member.history;
    const { repository } = member.document;
    return posture === undefined ? [] : [{ ...member, repository, posture }];
  });
}

function helpText(judged: readonly JudgedMember[]): string | undefined {
  const lines = fleetHelp(judged);
  if (lines.length === 0) return undefined;
  return [
    '*Would help the security posture most*',
    ...lines.map((line) => `• ${escapeSlack(line)}`),
  ].join('\n');
}

function overview(
  members: readonly Member[],
  histories: readonly History[],
  days: number,
  now: string,
): string {
  const unseen = histories.filter((history) => history.unseen !== undefined).length;
  const without = histories.length - unseen - members.length;
  const sum = (of: (member: Member) => number): number =>
    members.reduce((total, member) => total + of(member), 0);
  const issues = sum(({ history }) => history.metrics?.securityIssues ?? 0);
  const flaky = sum(({ history }) => flakyTests(history.observations).length);
  const facts = [
    members.length === 0
      ? undefined
      : `*${String(oneDecimal(sum(({ document }) => document.value) / members.length))} %* on average of ${countOf(members.length, 'repository', 'repositories')}`,
    averageChange(members, days),
    `${String(belowThreshold(members).length)} below their threshold`,
    unseen === 0 ? undefined : `${String(unseen)} that cannot be seen`,
    without === 0 ? undefined : `${String(without)} without a score`,
    countOf(issues, 'security issue'),
    countOf(flaky, 'flaky test'),
    posturesInShort(judgedOf(members), days),
    `as of ${now.slice(0, 10)}`,
  ];
  return facts.filter((fact) => fact !== undefined).join(' · ');
}

/** The mean of the changes: repositories that joined meanwhile are no change. */
function averageChange(members: readonly Member[], days: number): string | undefined {
  const changes = members.flatMap(({ change }) => (change === undefined ? [] : [change.delta]));
  if (changes.length === 0) return undefined;
  const mean = changes.reduce((total, delta) => total + delta, 0) / changes.length;
  return `${signed(oneDecimal(mean))} in ${String(days)} days`;
}

/** Those with waivers, first where one has ended or is about to. */
function mostUrgent(members: readonly Member[], now: string): readonly Member[] {
  const waiversOf = ({ document }: Member) => document.exceptions?.waivers ?? [];
  const urgent = (member: Member): number =>
    waiversOf(member).filter((one) => expiryOf(one, now.slice(0, 10)) !== 'active').length;
  return members
    .filter((member) => waiversOf(member).length > 0)
    .sort((one, other) => urgent(other) - urgent(one));
}

/** Lowest first. */
function belowThreshold(members: readonly Member[]): readonly Member[] {
  return members
    .filter(({ document }) => document.value < document.threshold)
    .sort((one, other) => one.document.value - other.document.value);
}

/** Those whose score moved in a direction, the largest change first. */
function changed(members: readonly Member[], direction: 1 | -1): readonly Member[] {
  const delta = ({ change }: Member): number => (change?.delta ?? 0) * direction;
  return members.filter((one) => delta(one) > 0).sort((one, other) => delta(other) - delta(one));
}

function changeText({ change }: Member): string {
  return change === undefined
    ? ''
    : `${signed(change.delta)}, from ${change.from} % to ${change.to} %`;
}

function listOf<Of extends Member>(
  title: string,
  members: readonly Of[],
  text: (member: Of) => string,
): string | undefined {
  if (members.length === 0) return undefined;
  const lines = members
    .slice(0, mostNamed)
    .map((one) => `• ${foreignSlack(one.document.repository, 100)} ${text(one)}`);
  const left = members.length - lines.length;
  return [`*${title}*`, ...lines, ...(left > 0 ? [`and ${String(left)} more`] : [])].join('\n');
}

function countOf(count: number, one: string, many = `${one}s`): string {
  return `${String(count)} ${count === 1 ? one : many}`;
}
