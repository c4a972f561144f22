import { shownValue } from '../../provider/protocol/property-diff';
import { textReport as doctorText } from '../doctor/report';
import { driftText } from '../drift/report';
import { type RolloutStatus } from '../rollout/rollout';
import { type ReviewedReport } from '../review/reviewed-report';
import { escaped } from './markdown-text';
import { markdownReport } from './markdown-report';
import { replayText } from './replay-text';
import { revertText, statusText } from './rollout-text';
import { textReport } from './text-report';

/** Commands to a runner, a colour, a line that is overwritten, and a text that runs the other way. */
const hostile = 'a\n::stop-commands::x\n  ::error::y ##[stop-commands]z\u001b[31m\rb\u202ec\u2066';
const repository = 'acme/orders';

const report: ReviewedReport = {
  ...{
    project: 'p',
    stack: 'dev',
    dryRun: true,
    steps: [],
    remediations: [],
    outputs: {},
    packs: [],
  },
  packs: [{ name: 'pack', version: '1', policies: 1 }],
  verdicts: [
    {
      ...{ pack: 'pack', policy: 'rule', urn: 'urn:pulumi:dev::p::a:b:C::x', level: 'advisory' },
      ...{ message: hostile, packVersion: '1', severity: 'low' },
    } as unknown as ReviewedReport['verdicts'][number],
  ],
  diagnostics: [{ severity: 'error', message: hostile, urn: '' }],
};
const wave = { number: 1, repositories: [repository], startedAt: 't', finished: true };

const texts: Readonly<Record<string, () => string>> = {
  'of drift': () =>
    driftText({
      ...{ stack: 'dev', repositories: 1, requests: 1, notes: [hostile] },
      findings: [
        {
          repository,
          kind: 'undeclared',
          subject: hostile,
          change: 'undeclared',
          details: [hostile],
        },
      ],
    }),
  'of a doctor': () =>
    doctorText({
      findings: [
        {
          subject: repository,
          check: 'rules',
          status: 'warning',
          message: hostile,
          remedy: hostile,
        },
      ],
      ...{ merges: [], requests: 1 },
    }),
  'of a rollout': () =>
    statusText({
      last: {
        ...{ wave, waiting: [] },
        verdict: { verdict: 'worse', text: 'slower' },
        failing: [{ repository, jobs: [hostile] }],
      },
      next: { kind: 'complete' },
      preview: { settling: new Map([[hostile, '']]) },
      state: { stack: 'dev' },
    } as unknown as RolloutStatus),
  'of a revert': () =>
    revertText([
      { repository, files: [{ path: hostile, after: undefined }], changedSince: [hostile] },
      { repository, files: [], changedSince: [], failure: hostile },
    ] as unknown as Parameters<typeof revertText>[0]),
  'of a replay': () =>
    replayText({
      ...{ stack: 'dev', set: [], last: 1, requests: 1 },
      repositories: [{ repository, configured: [], tried: [], failure: hostile }],
    }),
  'of a plan': () =>
    textReport(report, {
      diff: true,
      paint: (_style, text) => text,
    }),
  'of a plan in Markdown': () => markdownReport(report),
  'of a value': () => shownValue({ [hostile]: [hostile] }, false),
  'in Markdown': () => escaped(hostile),
};

test.each(Object.entries(texts))(
  'a text %s shows what moves the reader’s eye, and is no command',
  (name, make) => {
    const text = make();
    expect(text).toContain(name === 'of a rollout' ? 'stop-commands' : 'a');
    expect(text).not.toMatch(/[\u001b\r\u202e\u2066]/);
    expect(text).toMatch(/U\\?\+202E/);
    if (!name.includes('Markdown')) {
      expect(text).not.toMatch(/^\s*::/m);
      expect(text).not.toContain('##[');
    }
  },
);
