import { type StepReport } from '../../engine/run-report';
import { propertyDifferences } from '../../../provider/protocol/property-diff';
import { type PolicyVerdict } from '../../processes/analyzer';
import { makeSecret, type PropertyMap } from '../../../provider/protocol/property-value';
import { type ReviewedReport } from '../../review/reviewed-report';
import { html } from './markup';
import { planPage } from './plan-page';
import { reviewPage } from './review-page';

const evil = `"><script>alert(1)</script><img src=x onerror='x'>\u202e`;
const root = 'urn:pulumi:dev::demo::pulumi:pulumi:Stack::demo-dev';

function step(type: string, name: string, more: Partial<StepReport>): StepReport {
  return {
    urn: `urn:pulumi:dev::demo::${type}::${name}`,
    type,
    name,
    parent: root,
    provider: '',
    dependencies: [],
    operation: 'create',
    recorded: false,
    differences: [],
    replaceKeys: [],
    inputs: {},
    outputs: {},
    ...more,
  };
}

const files = (text: string, secret = 'zzzzzz'): PropertyMap => ({
  repository: 'orders',
  files: { '.github/workflows/ci.yml': text, hidden: makeSecret(secret) },
});
const commit = step('gatehouse:index:WorkflowCommit', 'orders-files', {
  operation: 'update',
  inputs: files('on: push\n'),
  differences: propertyDifferences(files('on: push\n', 'yyyyyy'), files(`on: push # ${evil}\n`)),
});
const verdict: PolicyVerdict = {
  policy: 'coverage-gate',
  pack: 'gatehouse',
  packVersion: '1.0.0',
  level: 'mandatory',
  severity: 'high',
  description: 'Tests fail below the minimum coverage',
  message: `Tests fail below the minimum coverage\nacme/orders .github/workflows/ci.yml:12:9 minimum coverage is 70 ${evil}; fix: raise it; config key: gates.coverage`,
  urn: commit.urn,
};
const report: ReviewedReport = {
  project: 'demo',
  stack: 'dev',
  dryRun: true,
  steps: [
    step('pulumi:pulumi:Stack', 'demo-dev', { urn: root, parent: '', operation: 'same' }),
    commit,
    step('github:index/issueLabel:IssueLabel', evil, {}),
    step('github:index/issueLabel:IssueLabel', 'quiet', { operation: 'same' }),
  ],
  verdicts: [verdict],
  remediations: [],
  diagnostics: [{ severity: 'error', message: `first\nsecond ${evil}`, urn: '' }],
  outputs: {},
  packs: [{ name: 'gatehouse', version: '1.0.0', policies: 48 }],
  gates: {
    changes: [
      {
        direction: 'weaker',
        gate: 'coverage-floor',
        title: 'coverage floor',
        repository: 'orders',
        subject: evil,
        before: '80 %',
        after: '70 %',
        setting: 'gates.coverage',
        file: '.github/workflows/ci.yml',
        line: 12,
        column: 9,
      },
    ],
    undecided: [],
  },
};

const review = reviewPage({
  against: { revision: evil, commit: 'a'.repeat(40), modules: 'same' },
  uncommitted: 0,
  stacks: [
    {
      stack: 'dev',
      presence: 'both',
      problems: [{ side: 'after', message: evil }],
      compared: undefined,
    },
  ],
});
const plan = planPage(report);
const pages = [
  ['plan', plan],
  ['comparison', review],
] as const;

describe.each(pages)('the page of a %s', (_name, text) => {
  test('needs nothing from anywhere and runs nothing', () => {
    expect(text).toContain(`content="default-src 'none'; style-src`);
    const tags = [...text.matchAll(/<[^>]+>/g)].join('');
    expect(tags).not.toMatch(
      /<(?:script|link|img|iframe|object|form|svg)\b|\b(?:src|href|action|on\w+)=/,
    );
    expect(text).not.toMatch(/url\(|@import/);
  });

  test('holds no markup that came from a name, a message or a file, and nothing that turns text round', () => {
    expect(text).not.toMatch(/<(?:script|img)/);
    expect(text).toContain('&lt;script&gt;');
    expect(text).not.toContain('\u202e');
  });

  test('has one title, one language and every element closed', () => {
    expect(text).toMatch(/^<!doctype html>\s+<html lang="en">/);
    const open: string[] = [];
    const body = text.replace(/<style>[^]*?<\/style>/, '');
    for (const [, close = '', name = ''] of body.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
      if (name === 'meta') continue;
      if (close === '') open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });
});

test('a finding has its repository, file, line, column, fix and configuration key in columns', () => {
  const cells = [...plan.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell]) => cell);
  expect(cells.map((cell) => cell?.replace(/<[^>]+>/g, ''))).toEqual([
    'mandatory',
    'coverage-gate',
    'acme/orders',
    '.github/workflows/ci.yml:12:9',
    expect.stringMatching(/^minimum coverage is 70 /) as string,
    'raise it',
    'gates.coverage',
  ]);
});

test('a changed file shows its lines, what is the same is only counted, and the secret is there', () => {
  expect(plan).toContain('<del>-on: push</del>');
  expect(plan).toContain('<ins>+on: push # ');
  expect(plan).toContain('<li class="quiet">1 unchanged</li>');
  expect(plan).not.toMatch(/zzzzzz|yyyyyy/);
});

test('weaker gates come before everything else that was found', () => {
  const at = (text: string): number => plan.indexOf(text);
  expect(at('1 gate weaker than last applied')).toBeGreaterThan(0);
  expect(at('1 gate weaker than last applied')).toBeLessThan(at('<h2>Policies</h2>'));
  expect(at('<h2>Policies</h2>')).toBeLessThan(at('<h2>Resources</h2>'));
});

test('text put into markup is text, and markup stays markup', () => {
  expect(html`<b>${'<i>'}${html`<u>${1}</u>`}</b>`.text).toBe('<b>&lt;i&gt;<u>1</u></b>');
});
