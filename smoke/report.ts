import type { CheckResult, SmokeVerdict } from './verdict';

/** What was checked and where, for the reader of a report. */
export interface SmokeContext {
  readonly repository: string;
  readonly environment: string;
  readonly baseUrl: string;
  readonly runUrl: string;
}

/** One line per check, for the log. */
export function smokeText(verdict: SmokeVerdict): string {
  return verdict.results
    .map(
      (result) =>
        `${result.passed ? 'ok    ' : 'failed'}  ${plain(result.check.name)}: ${lastWords(result)}`,
    )
    .join('\n');
}

/** The job summary. Answers of the service stand in code spans, where they cannot become markup. */
export function smokeSummary(verdict: SmokeVerdict, context: SmokeContext): string {
  const title = verdict.passed
    ? verdict.unsteady
      ? '⚠️ passed, but not at the first attempt'
      : '✅ passed'
    : '❌ failed';
  return [
    `## Smoke test of ${code(context.environment)}: ${title}`,
    '',
    '| check | kind | result | attempts | latency |',
    '| --- | --- | --- | ---: | ---: |',
    ...verdict.results.map(
      (result) =>
        `| ${code(result.check.name)} | ${result.check.kind} | ${result.passed ? '✅' : `❌ ${code(lastWords(result))}`} | ${result.attempts.length} | ${Math.round(result.attempts.at(-1)?.latencyMs ?? 0)} ms |`,
    ),
    '',
  ].join('\n');
}

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
export function smokeSlackMessage(verdict: SmokeVerdict, context: SmokeContext): SlackMessage {
  const failed = verdict.results.filter((result) => !result.passed);
  const title = `Smoke test failed: ${plain(context.repository)} (${plain(context.environment)})`;
  const left = failed.length - mostChecks;
  return {
    text: mrkdwn(title, 200),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title.slice(0, 150) } },
      ...failed.slice(0, mostChecks).map((result) => ({
        type: 'section',
        text: {
          type: 'mrkdwn',
          text: `:x: *${mrkdwn(result.check.name, 100)}* (${result.check.kind}) after ${result.attempts.length} attempts\n${mrkdwn(lastWords(result), 300)}`,
        },
      })),
      {
        type: 'context',
        elements: [
          {
            type: 'mrkdwn',
            text: `${left > 0 ? `and ${left} more · ` : ''}${mrkdwn(context.baseUrl, 200)} · <${context.runUrl}|run>`,
          },
        ],
      },
    ],
  };
}

function lastWords(result: CheckResult): string {
  const last = result.attempts.at(-1);
  if (last === undefined) return 'not tried';
  if (last.violations.length === 0) return `${Math.round(last.latencyMs)} ms`;
  return last.violations.map((violation) => plain(violation.text)).join('; ');
}

/** One line without control and direction-changing characters. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

function code(text: string): string {
  return `\`${plain(text).slice(0, 300).replaceAll('`', "'").replaceAll('|', '\\|') || ' '}\``;
}

function mrkdwn(text: string, length: number): string {
  return plain(text)
    .slice(0, length)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[`*_~]/g, (mark) => `${mark}\u200b`);
}
