import { checkSchema } from './check-schema';
import { smokeReport, smokeSummary, smokeText, stateOfReport } from './report';
import { failedMessage, recoveredMessage } from './slack-message';
import { checkResult, smokeVerdict, type SmokeVerdict } from './verdict';

const context = {
  repository: 'acme/orders',
  environment: 'staging',
  baseUrl: 'https://a.example',
  runUrl: 'https://github.com/acme/orders/actions/runs/1',
};
const check = (name: string) =>
  checkSchema.parse({
    name,
    kind: 'api',
    path: '/orders?token=hunter2',
    headers: { authorization: 'Bearer hunter2' },
    method: 'POST',
    body: '{"password":"hunter2"}',
    latencyBudgetMs: 1000,
  });
const attempt = (status: number) =>
  ({ outcome: 'answered', status, latencyMs: 12.4, json: {} }) as const;
const verdict: SmokeVerdict = smokeVerdict(
  [
    checkResult(check('a | b'), [attempt(503), attempt(200)]),
    checkResult(check('<!channel> *x*'), [
      { outcome: 'unreachable', reason: 'x\u202e\n::error::forged `|` <!here>', latencyMs: 1 },
    ]),
  ],
  ['inside only'],
);

test('every attempt is in the report, the log and the summary, also of a check that passed in the end', () => {
  const report = JSON.stringify(smokeReport(verdict, context));
  expect(report).toContain(
    '"attempts":[{"latencyMs":12,"violations":[{"code":"status","text":"status 503 instead of 200"}]},{"latencyMs":12,"violations":[]}]',
  );
  expect(smokeText(verdict)).toContain(
    'ok      a | b: attempt 1: status 503 instead of 200; attempt 2: 12 ms',
  );
  expect(smokeSummary(verdict, context)).toContain('| ✅ | `status 503 instead of 200` | 2 |');
  expect(smokeText(verdict)).toContain('skipped inside only');
});

test('no report shows a header, a body or a query', () => {
  const shown = [
    JSON.stringify(smokeReport(verdict, context)),
    smokeText(verdict),
    smokeSummary(verdict, context),
    JSON.stringify(failedMessage(verdict, context)),
  ].join('\n');
  expect(shown).not.toContain('hunter2');
  expect(shown).toContain('POST /orders?…');
});

test('what a service answers forges neither a log line nor markup nor a mention', () => {
  expect(smokeText(verdict)).not.toMatch(/^::/m);
  expect(smokeText(verdict)).not.toContain('\u202e');
  const row = smokeSummary(verdict, context)
    .split('\n')
    .find((line) => line.includes('forged'));
  expect(row?.replaceAll('\\|', '').match(/\|/g)).toHaveLength(7);
  const message = JSON.stringify(failedMessage(verdict, context));
  expect(message).not.toContain('<!channel>');
  expect(message).not.toContain('<!here>');
});

test('a message of many failures keeps to the limits of Slack', () => {
  const many = Array.from({ length: 50 }, (_, index) =>
    checkResult(check(`check ${index} ${'x'.repeat(150)}`), [
      { outcome: 'unreachable', reason: '<'.repeat(5000), latencyMs: 1 },
    ]),
  );
  const { blocks } = failedMessage(smokeVerdict(many), context);
  expect(blocks.length).toBeLessThanOrEqual(50);
  expect(JSON.stringify(blocks)).toContain('and 30 more');
  for (const block of blocks as { text?: { text: string } }[]) {
    expect(block.text?.text.length ?? 0).toBeLessThanOrEqual(3000);
  }
});

test('a long name or answer is cut between characters, not in one', () => {
  const long = '😀'.repeat(400);
  const failed = smokeVerdict([
    checkResult(check('a'), [{ outcome: 'unreachable', reason: `x${long}`, latencyMs: 1 }]),
  ]);
  const place = { ...context, repository: `acme/${long}`, environment: `x${long}` };
  const shown = [JSON.stringify(failedMessage(failed, place)), smokeSummary(failed, place)];
  expect(shown.join('')).toContain('😀…');
  expect(shown.join('')).not.toMatch(/\p{Cs}|\\ud83d/u);
});

test('a recovery says since when it failed, and that it was not at the first attempt', () => {
  const passed = smokeVerdict([checkResult(check('a'), [attempt(503), attempt(200)])]);
  const text = JSON.stringify(recoveredMessage(passed, context, '2026-11-24T09:00:00Z'));
  expect(text).toContain('Smoke test recovered: acme/orders (staging)');
  expect(text).toContain(
    'all 1 checks pass again, not all of them on the first attempt; it had failed since 2026-11-24T09:00:00Z',
  );
});

test('the state is read back from a report of the same environment, and from nothing else', () => {
  const state = { passed: false, since: '2026-11-24T09:00:00Z', announced: 'failed' } as const;
  const text = JSON.stringify(smokeReport(verdict, context, state));
  expect(stateOfReport(text, 'staging')).toEqual(state);
  expect(stateOfReport(text, 'production')).toBeUndefined();
  for (const other of [
    '',
    '{',
    '[]',
    '{"version":2}',
    '{"version":1,"environment":"staging","state":{"announced":"x"}}',
  ]) {
    expect(stateOfReport(other, 'staging')).toBeUndefined();
  }
});

test('each message says how bad it is, where, and of which incident; people on call are mentioned in those that wait for them', () => {
  const place = { ...context, stack: 'prod', onCall: 'S0123' };
  const since = '2026-11-24T09:00:00.000Z';
  const texts = [
    failedMessage(verdict, place, { since }),
    failedMessage(verdict, place, { since, reminder: true }),
    recoveredMessage(verdict, place, since),
  ].map((message) => JSON.stringify(message));
  for (const text of texts) expect(text).toContain('stack `prod` · incident of 2026-11-24T09:00');
  expect(texts.map((text) => text.includes('<!subteam^S0123>'))).toEqual([true, true, false]);
  expect(texts.map((text) => /severity (\w+)/.exec(text)?.[1])).toEqual(['high', 'high', 'none']);
  expect(texts[1]).toContain('Smoke test still fails');
});
