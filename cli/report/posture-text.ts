import { tidy } from '../../core/readiness/amounts';
import { foreignCell, logText } from '../../core/kernel/foreign-text';
import { type Verdict } from '../../core/posture/check';
import { type JudgedCheck } from '../../core/posture/posture';
import { type FleetGain, gainsNamed } from '../../core/readiness/posture';
import { oneDecimal } from '../../core/readiness/trend';
import { type PostureLook, type SeenRepository } from '../posture/look';

/** Pieces of evidence that are shown of a check. */
const evidenceShown = 5;

const scoreText = (score: number | undefined): string =>
  score === undefined ? 'not known' : `${tidy(score)} of 10`;

function verdictText(verdict: Verdict): string {
  switch (verdict.state) {
    case 'scored':
      return `${verdict.score}`;
    case 'unknown':
      return '?';
    case 'absent':
      return '-';
  }
}

/** Why a check has its score, each with its source. */
function reasonsOf(
  verdict: Verdict,
): readonly { readonly text: string; readonly source: string }[] {
  if (verdict.state === 'scored') return verdict.evidence.slice(0, evidenceShown);
  const text = verdict.state === 'unknown' ? `not known: ${verdict.reason}` : verdict.reason;
  return [{ text, source: verdict.source }];
}

const openOf = (checks: readonly JudgedCheck[]): number =>
  checks.filter(({ verdict }) => verdict.state === 'unknown').length;

/** Postures as a page for a terminal: each repository with its checks and their sources, then the fleet. */
export function postureText(look: PostureLook): string {
  const { fleet, repositories, requests } = look;
  return [
    ...repositories.flatMap(textOf),
    ...(repositories.length > 1
      ? [`fleet: ${scoreText(fleet.score)} on average of ${repositories.length} repositories`]
      : []),
    ...helpLines(fleet.gains),
    `${requests} requests; nothing was changed.`,
    '',
  ].join('\n');
}

function textOf(one: SeenRepository): readonly string[] {
  const name = logText(one.repository);
  if ('failure' in one) return [name, `  not read: ${logText(one.failure)}`, ''];
  const { posture, minimum } = one;
  const open = openOf(posture.checks);
  const below = (posture.score ?? minimum) < minimum ? `, below the minimum of ${minimum}` : '';
  return [
    `${name}: ${scoreText(posture.score)}${below}${open === 0 ? '' : `; ${open} checks not known`}`,
    ...posture.checks.flatMap(({ name: check, risk, verdict }) => [
      `  ${verdictText(verdict).padStart(2)}  ${check} (${risk})`,
      ...reasonsOf(verdict).map(
        ({ text, source }) => `        ${logText(text)} [${logText(source)}]`,
      ),
    ]),
    ...changeLines(one).map((line) => `  ${line}`),
    '',
  ];
}

function changeLines({ changes, scoreBefore }: SeenRepository): readonly string[] {
  if (changes === undefined) return [];
  if (changes.length === 0) return [`no change; ${scoreText(scoreBefore)} before`];
  return [
    `since the look before, which found ${scoreText(scoreBefore)}:`,
    ...changes.map(
      ({ check, from, to }) =>
        `  ${to > from ? 'better' : 'worse'}: ${check} from ${from} to ${to}`,
    ),
  ];
}

function helpLines(gains: readonly FleetGain[]): readonly string[] {
  if (gains.length === 0) return [];
  return [
    'What would help most:',
    ...gains
      .slice(0, gainsNamed)
      .flatMap(({ what, how, gain, check, repositories }) => [
        `  +${tidy(oneDecimal(gain))}  ${what} (${check}, ${repositories.length === 1 ? '1 repository' : `${repositories.length} repositories`})`,
        `        ${how}`,
      ]),
  ];
}

/** The same as Markdown, for a comment or a page. */
export function postureMarkdown({ fleet, repositories }: PostureLook): string {
  return [
    '# Security posture',
    '',
    '| repository | score | checks not known |',
    '| --- | ---: | ---: |',
    ...repositories.map((one) =>
      'failure' in one
        ? `| ${foreignCell(one.repository)} | not read | |`
        : `| ${foreignCell(one.repository)} | ${scoreText(one.posture.score)} | ${openOf(one.posture.checks)} |`,
    ),
    ...(repositories.length > 1 ? [`| all | ${scoreText(fleet.score)} | |`] : []),
    '',
    ...(fleet.gains.length === 0
      ? []
      : [
          '## What would help most',
          '',
          ...fleet.gains
            .slice(0, gainsNamed)
            .map(
              ({ what, how, gain, repositories: lacking }) =>
                `- **+${tidy(oneDecimal(gain))}** ${what}: ${how} (${lacking.map((name) => foreignCell(name)).join(', ')})`,
            ),
          '',
        ]),
    ...repositories.flatMap(markdownOf),
  ].join('\n');
}

function markdownOf(one: SeenRepository): readonly string[] {
  if ('failure' in one) return [];
  return [
    `## ${foreignCell(one.repository)}`,
    '',
    '| check | risk | score | why | source |',
    '| --- | --- | ---: | --- | --- |',
    ...one.posture.checks.map(({ name, risk, verdict }) => {
      const reasons = reasonsOf(verdict);
      const cell = (of: 'text' | 'source') =>
        [...new Set(reasons.map((reason) => foreignCell(reason[of], 200)))].join('<br>');
      return `| ${name} | ${risk} | ${verdictText(verdict)} | ${cell('text')} | ${cell('source')} |`;
    }),
    '',
    ...changeLines(one).flatMap((line) => [line.trim(), '']),
  ];
}

/** The same as JSON, with all evidence. */
export function postureJson({ repositories, fleet, requests }: PostureLook): string {
  const shown = repositories.map((one) =>
    'failure' in one
      ? one
      : {
          repository: one.repository,
          score: one.posture.score,
          minimum: one.minimum,
          checks: one.posture.checks,
          gains: one.posture.gains,
          ...(one.changes === undefined
            ? {}
            : { changes: one.changes, scoreBefore: one.scoreBefore }),
        },
  );
  return `${JSON.stringify({ version: 1, requests, fleet, repositories: shown }, undefined, 2)}\n`;
}
