import { type StepReport } from '../engine/run-report';
import { type PolicyVerdict } from '../processes/analyzer';
import { makeSecret, type PropertyMap, unknownValue } from '../../provider/protocol/property-value';
import { reviewed, type ReviewedReport } from '../review/reviewed-report';
import { type ResourceState } from '../state/resource-state';
import { jsonReport } from './json-report';
import { markdownReport } from './markdown-report';
import { textReport } from './text-report';
import { verdictParts } from './verdict-parts';

const plain = { diff: false, paint: (_style: string, text: string) => text };
const RULESET = 'github:index/repositoryRuleset:RepositoryRuleset';
const urnOf = (type: string, name: string): string => `urn:pulumi:dev::demo::${type}::${name}`;

const ruleset = (approvals: number, of: PropertyMap = {}): PropertyMap => ({
  target: 'branch',
  enforcement: 'active',
  conditions: { refName: { includes: ['refs/heads/main'] } },
  rules: { pullRequest: { requiredApprovingReviewCount: approvals }, ...of },
});

/** What the report of a run has of each repository's ruleset, and the state it started from. */
function runOf(
  before: Readonly<Record<string, PropertyMap>>,
  after: Readonly<Record<string, PropertyMap>>,
  more: Partial<ReviewedReport> = {},
): ReviewedReport {
  const described = (all: Readonly<Record<string, PropertyMap>>) =>
    Object.entries(all).map(([repository, inputs]) => ({
      urn: urnOf(RULESET, `${repository}-ruleset`),
      type: RULESET,
      inputs: { repository, ...inputs },
    }));
  const steps = described(after).map((resource): StepReport => ({
    ...resource,
    name: resource.urn.split('::').at(-1) ?? '',
    parent: '',
    provider: '',
    dependencies: [],
    operation: 'update',
    recorded: false,
    differences: [],
    replaceKeys: [],
    outputs: {},
  }));
  const report = {
    project: 'demo',
    stack: 'dev',
    dryRun: true,
    steps,
    verdicts: [],
    remediations: [],
    diagnostics: [],
    outputs: {},
    packs: [],
    ...more,
  };
  const resources = described(before).map((resource) => resource as unknown as ResourceState);
  return reviewed(report, { resources, pending: [] });
}

const fleet = (approvals: number): Readonly<Record<string, PropertyMap>> =>
  Object.fromEntries(
    Array.from({ length: 7 }, (_, index) => [`service-${index}`, ruleset(approvals)]),
  );

test('a weaker gate is named once for all repositories, loudly and with its configuration key', () => {
  const report = runOf(fleet(2), fleet(1));
  expect(textReport(report, plain)).toContain(
    [
      'GATES WEAKER than last applied',
      '  ▼ approving reviews: main: 2 → 1, in 7 repositories: service-0, service-1, service-2, service-3,',
      '    service-4 and 2 more',
      '      config key: protection.approvals',
    ].join('\n'),
  );
  expect(markdownReport(report)).toContain(
    [
      '> [!CAUTION]',
      '> **1 gate weaker than last applied**',
      '>',
      '> - approving reviews: main: 2 → 1, in 7 repositories: service-0, service-1, service-2, service-3, service-4 and 2 more (config key: protection.approvals)',
    ].join('\n'),
  );
  expect(JSON.parse(jsonReport(report))).toMatchObject({
    gates: {
      weaker: [
        {
          gate: 'approvals',
          title: 'approving reviews',
          subject: 'main',
          before: '2',
          after: '1',
          setting: 'protection.approvals',
          repositories: Object.keys(fleet(1)),
        },
      ],
      stronger: [],
      undecided: [],
    },
  });
});

test('a stronger gate is reported without alarm', () => {
  const report = runOf({ a: ruleset(1) }, { a: ruleset(2) });
  expect(textReport(report, plain)).toContain('Gates stronger than last applied\n  ▲ approving');
  expect(textReport(report, plain)).not.toContain('WEAKER');
  expect(markdownReport(report)).not.toContain('CAUTION');
});

test('what only the update decides is said to be undecided', () => {
  const report = runOf({ a: ruleset(1) }, { a: ruleset(1, { requiredSignatures: unknownValue }) });
  expect(textReport(report, plain)).toContain(
    'Gates known only after the update: github:index:RepositoryRuleset rules.requiredSignatures, in a',
  );
});

test('a secret in a gate’s property is compared by its mark alone and never shown', () => {
  const hidden = { rules: makeSecret({ pullRequest: 'zzzzzz' }) };
  const report = runOf({ a: ruleset(1) }, { a: { ...ruleset(1), ...hidden } });
  expect(`${textReport(report, plain)}${jsonReport(report)}`).not.toContain('zzzzzz');
});

test.each<readonly [string, Partial<ReviewedReport>]>([
  ['an error', { diagnostics: [{ severity: 'error', message: 'no', urn: '' }] }],
  ['nothing applied before', {}],
])('with %s there is nothing to compare', (name, more) => {
  const before = name === 'an error' ? fleet(2) : {};
  expect(runOf(before, {}, more).gates).toBeUndefined();
});

describe('a verdict in parts', () => {
  const partsOf = (message: string) => {
    const urn = urnOf(RULESET, 'a-ruleset');
    const verdict: PolicyVerdict = {
      policy: 'p',
      pack: 'gatehouse',
      packVersion: '1.0.0',
      level: 'mandatory',
      severity: 'high',
      description: 'Rules hold',
      message,
      urn,
    };
    const [parts] = verdictParts(runOf({}, { a: ruleset(1) }, { verdicts: [verdict] }));
    const { verdict: _verdict, ...rest } = parts ?? {};
    return rest;
  };

  test.each([
    ['acme/a force pushes are allowed; fix: block them', 'acme/a'],
    ['Rules hold\nacme/a force pushes are allowed; fix: block them', 'acme/a'],
    ['a-ruleset force pushes are allowed; fix: block them', 'a'],
    ['force pushes are allowed; fix: block them', 'a'],
  ])('%s', (message, repository) => {
    expect(partsOf(message)).toEqual({
      repository,
      message: 'force pushes are allowed',
      fix: 'block them',
    });
  });

  test('of a file has file, line, column and key', () => {
    const text =
      'acme/a .github/workflows/ci.yml:3:7 no tests; fix: add them; config key: gates.lint';
    expect(partsOf(text)).toEqual({
      repository: 'acme/a',
      file: '.github/workflows/ci.yml',
      line: 3,
      column: 7,
      message: 'no tests',
      fix: 'add them',
      setting: 'gates.lint',
    });
  });
});
