import { troubledDocument } from '../core/readiness/report/example-document';
import { type GuardReport, guardLines } from '../core/guard/describe';
import { guardFinding } from '../core/guard/guard-finding';
import type { Change } from '../core/readiness/change/change-schema';
import { renderComment } from '../core/readiness/report/comment';

/** Where its pictures and its own files are. */
const pictures = [
  ['plan', 'A plan', 'the page that `gatehouse plan --html` writes for the shipped stack `prod`'],
  ['dashboard', 'The dashboard of a repository', 'after 90 days'],
  ['fleet', 'The dashboard of a fleet', 'those in need first'],
] as const;

export type PictureName = (typeof pictures)[number][0];

/** docs/samples.md: what people see, with a pull request's comment as GitHub renders it. */
export function samplePage(): string {
  return [
    '# What people see',
    '',
    '`make pictures` draws the pictures of this page from the same code that repositories run.',
    '',
    '## The comment on a pull request',
    '',
    ...comment(),
    '',
    ...pictures.flatMap(([name, title, what]) => [
      `## ${title}`,
      '',
      '<picture>',
      `  <source media="(prefers-color-scheme: dark)" srcset="pictures/${name}-dark.png">`,
      `  <img alt="${title}: ${what}" src="pictures/${name}-light.png">`,
      '</picture>',
      '',
    ]),
  ].join('\n');
}

/** What the pull request of the sample does. */
const change: Change = {
  coverage: {
    covered: 12,
    total: 16,
    uncovered: [{ file: 'src/orders/run.py', lines: [14, 15, 16, 22] }],
  },
  findings: { count: 1, first: [{ file: 'src/orders/run.py', line: 12, rule: 'F401' }] },
  tests: { own: 84, base: 81 },
  newlyFailing: { count: 0, first: [] },
  fixed: { count: 1, first: ['tests.test_api::test_total'] },
  flaky: 0,
  seconds: { own: 92, base: 60 },
};

/** What it does to the gate that judges it. */
const gate: GuardReport = {
  changes: [
    guardFinding('measured-code', 'pyproject.toml', { lines: [31], names: ['omit'] }),
    guardFinding('suppression', 'src/orders/run.py', { lines: [14], names: ['noqa'] }),
  ],
  files: { all: 4, seen: 4 },
};

/** Quoted, so that its headings are not the page's. */
function comment(): readonly string[] {
  const facts = { ...troubledDocument, change };
  const text = renderComment(
    facts,
    {
      commit: troubledDocument.commit,
      runUrl: 'https://github.com/acme/orders-service/actions/runs/12',
      now: troubledDocument.generatedAt,
    },
    guardLines(gate),
  );
  return text
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('<!--'))
    .map((line) => `> ${line}`.trimEnd());
}
