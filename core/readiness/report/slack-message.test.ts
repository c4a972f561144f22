import type { ReadinessDocument } from './document';
import { exampleDocument, troubledDocument, troubledHistory } from './example-document';
import {
  belowMessage,
  digestMessage,
  recoveryMessage,
  slackLimits,
  type SlackMessage,
} from './slack-message';

const url = 'https://dashboard.example/';
const header = (text: string) => ({ type: 'header', text: { type: 'plain_text', text } });
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const fields = (...texts: readonly string[]) => ({
  type: 'section',
  fields: texts.map((text) => ({ type: 'mrkdwn', text })),
});
const contextOf = (before: string) => ({
  type: 'context',
  elements: [
    {
      type: 'mrkdwn',
      text: `${before}\`acme/orders-service\` · \`main\` · aaaaaaaaaaaa · <https://dashboard.example/|dashboard>`,
    },
  ],
});
const context = contextOf('');

test('a fall says what the score is, what it lost points for and what to do', () => {
  expect(belowMessage(troubledDocument, url)).toEqual({
    text: 'Readiness below 90 %: acme/orders-service',
    blocks: [
      header('Readiness below 90 %: acme/orders-service'),
      section(':warning: *77.6 %* (Poor - Not ready for release), below the threshold of 90 %.'),
      fields(
        '*CI pass rate*\n28 of 40',
        '*Test coverage*\n26.63 of 30',
        '*Security*\n18 of 20 (no input: conflicts)',
        '*Code quality*\n5 of 10',
      ),
      section(
        [
          '*The cheapest way to the threshold (90 %)*',
          '• Cover 9 more lines by tests (+3.38)',
          '• Fix the 5 lint findings (ruff check --fix .) (+5)',
          '• Re-run a failed run of the branch, if its failure was flaky, or add 1 green run (+4)',
        ].join('\n'),
      ),
      contextOf('severity medium · '),
    ],
  });
});

test('a fall names five things to do at most', () => {
  const { lines } = troubledDocument;
  const bands = { excellent: 100, good: 90, fair: 80 };
  const empty = lines.map((line) => ({
    ...line,
    state: 'missing' as const,
    points: 0,
    measures: {},
  }));
  const document = { ...troubledDocument, lines: empty, bands, threshold: 100 };
  const todo = belowMessage(document, url).blocks[3];
  if (todo?.type !== 'section') throw new Error('no section');
  expect(todo.text?.text.split('\n')).toHaveLength(6);
});

test('a recovery says the score and its components', () => {
  expect(recoveryMessage(exampleDocument, url)).toEqual({
    text: 'Readiness recovered to 100 %: acme/orders-service',
    blocks: [
      header('Readiness recovered to 100 %: acme/orders-service'),
      section(
        ':white_check_mark: *100 %* (Excellent - Ship it!), at or above the threshold of 90 %.',
      ),
      fields(
        '*CI pass rate*\n40 of 40',
        '*Test coverage*\n30 of 30',
        '*Security*\n20 of 20',
        '*Code quality*\n10 of 10',
      ),
      contextOf('severity none · '),
    ],
  });
});

describe('the weekly digest', () => {
  const digest = (history = troubledHistory, document: ReadinessDocument = troubledDocument) =>
    digestMessage(history, document, document.generatedAt, url);

  test('has score, trend, metrics and the flakiest tests', () => {
    expect(digest()).toEqual({
      text: 'Weekly readiness digest: acme/orders-service',
      blocks: [
        header('Weekly readiness digest: acme/orders-service'),
        section('*77.6 %*, -4.5 in seven days\n`█▃▁` 77.6 to 92 %'),
        section(
          'CI pass rate 70 % · 60 % green without a retry · build 312 s on average · 2 security issues',
        ),
        section(
          '*Flakiest tests*\n• `tests.test_api::test_slow` (2 of 4 runs, last seen 2026-02-01)',
        ),
        section('*Missing inputs*\n• conflicts: `pip-check.txt is missing`'),
        context,
      ],
    });
  });

  test('leaves out what is not known', () => {
    const { metrics: _metrics, ...rest } = troubledHistory;
    expect(
      digest({ ...rest, points: [], observations: [] }, { ...exampleDocument, value: 77.6 }).blocks,
    ).toEqual([
      header('Weekly readiness digest: acme/orders-service'),
      section('*77.6 %*\n'),
      context,
    ]);
  });

  test.each([
    [{ passRate: 70 }, 'CI pass rate 70 %'],
    [{ firstAttemptRate: 0 }, '0 % green without a retry'],
    [{ buildSeconds: 9 }, 'build 9 s on average'],
    [{ securityIssues: 0 }, '0 security issues'],
    [{ passRate: 70, securityIssues: 0 }, 'CI pass rate 70 % · 0 security issues'],
  ])('of the metrics %j says %j', (metrics, text) => {
    expect(digest({ ...troubledHistory, metrics }).blocks[2]).toEqual(section(text));
  });

  test('names what passed below the threshold in the week', () => {
    const one = { pullRequest: 7, by: 'maya', at: '2026-01-30T00:00:00Z', reason: 'an <outage>' };
    const before = { ...one, pullRequest: 6, at: '2026-01-20T00:00:00Z' };
    const history = { ...troubledHistory, overrides: [before, one], observations: [] };
    expect(digest(history).blocks[3]).toEqual(
      section('*Passed by an override*\n• pull request 7, `maya`: `an &lt;outage&gt;`'),
    );
  });

  test('of those names the last five', () => {
    const overrides = Array.from({ length: 7 }, (_, index) => ({
      ...{ pullRequest: index + 1, by: 'maya', at: '2026-01-30T00:00:00Z', reason: 'x' },
    }));
    const history = { ...troubledHistory, overrides, observations: [] };
    const lines = [3, 4, 5, 6, 7].map((number) => `• pull request ${number}, \`maya\`: \`x\``);
    expect(digest(history).blocks[3]).toEqual(
      section(['*Passed by an override*', ...lines].join('\n')),
    );
  });

  test('names three flaky tests at most', () => {
    const rerun = ['a', 'b', 'c', 'd'];
    const observations = troubledHistory.observations.map((one) => ({ ...one, rerun }));
    expect(digest({ ...troubledHistory, observations }).blocks[3]).toEqual(
      section(
        '*Flakiest tests*\n• `a` (4 of 4 runs, last seen 2026-02-01)\n• `b` (4 of 4 runs, last seen 2026-02-01)\n• `c` (4 of 4 runs, last seen 2026-02-01)',
      ),
    );
  });
});

describe('a text of foreign words', () => {
  const texts = (message: SlackMessage): readonly string[] =>
    message.blocks.flatMap((block) =>
      block.type === 'header'
        ? [block.text.text]
        : block.type === 'context'
          ? block.elements.map(({ text }) => text)
          : [block.text?.text ?? '', ...(block.fields ?? []).map(({ text }) => text)],
    );

  test('calls nobody', () => {
    const document = { ...exampleDocument, repository: '<!channel>', branch: '<@U1>' };
    const message = recoveryMessage(document, url);
    expect(message.text).toBe('Readiness recovered to 100 %: &lt;!channel&gt;');
    expect(texts(message).at(-1)).toContain('`&lt;!channel&gt;` · `&lt;@U1&gt;` · ');
  });

  test('stays within the limits of Slack', () => {
    const document = { ...exampleDocument, repository: 'r'.repeat(500) };
    const message = recoveryMessage(document, `https://${'d'.repeat(3000)}/`);
    const [title, ...others] = texts(message);
    expect(title).toBe(`Readiness recovered to 100 %: ${'r'.repeat(99)}…`);
    expect(others.at(-1)).toHaveLength(slackLimits.field);
    expect(others.at(-1)?.endsWith('…')).toBe(true);
    expect(slackLimits).toEqual({ header: 150, section: 3000, field: 2000 });
  });

  test('of exactly the limit is left whole', () => {
    const rest = 'severity none · `acme/orders-service` · `main` · aaaaaaaaaaaa · <|dashboard>'
      .length;
    const whole = 'u'.repeat(slackLimits.field - rest);
    expect(texts(recoveryMessage(exampleDocument, whole)).at(-1)).toContain(`<${whole}|dashboard>`);
    expect(texts(recoveryMessage(exampleDocument, `${whole}u`)).at(-1)).toContain('…');
  });
});

test('a message of a stack names it, as foreign text', () => {
  const last = (message: object) => JSON.stringify(message).split('"elements"')[1];
  expect(last(belowMessage(troubledDocument, url, 'prod'))).toContain(
    'severity medium · stack `prod` · `acme/orders-service`',
  );
  expect(last(recoveryMessage(exampleDocument, url, '<!here>'))).toContain(
    'severity none · stack `&lt;!here&gt;` · ',
  );
});
