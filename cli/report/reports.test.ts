import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { propertyDifferences } from '../../provider/protocol/property-diff';
import { type RunReport, type StepReport } from '../engine/run-report';
import { makeSecret, type PropertyMap, unknownValue } from '../../provider/protocol/property-value';
import { jsonReport } from './json-report';
import { markdownReport } from './markdown-report';
import { paintFor } from './paint';
import { renderedFiles, writeRenderedFiles } from './rendered-files';
import { shortType } from './short-type';
import { textReport } from './text-report';

const root = 'urn:pulumi:dev::demo::pulumi:pulumi:Stack::demo-dev';
const plain = { diff: true, paint: paintFor({}, {}) };

function step(name: string, more: Partial<StepReport> = {}): StepReport {
  return {
    urn: `urn:pulumi:dev::demo::github:index/issueLabel:IssueLabel::${name}`,
    type: 'github:index/issueLabel:IssueLabel',
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

function report(more: Partial<RunReport> = {}): RunReport {
  return {
    project: 'demo',
    stack: 'dev',
    dryRun: true,
    steps: [],
    verdicts: [],
    remediations: [],
    diagnostics: [],
    outputs: {},
    packs: [],
    ...more,
  };
}

const stackStep = step('demo-dev', { urn: root, type: 'pulumi:pulumi:Stack', parent: '' });

it('no report shows a secret, wherever it is', () => {
  // Letters that are in none of the reports' own words.
  const secret = fc.string({
    unit: fc.constantFrom('q', 'Q', 'z', 'Z'),
    minLength: 12,
    maxLength: 20,
  });
  fc.assert(
    fc.property(secret, secret, (before, after) => {
      const hide = (text: string): PropertyMap => ({
        plain: 'x',
        whole: makeSecret({ deep: [text] }),
        inside: { list: [makeSecret(text)] },
      });
      const full = report({
        steps: [
          step('a', { inputs: hide(after), outputs: hide(after) }),
          step('b', {
            operation: 'update',
            inputs: hide(after),
            differences: propertyDifferences(hide(before), hide(after)),
          }),
        ],
        outputs: hide(after),
      });
      for (const text of [jsonReport(full), markdownReport(full), textReport(full, plain)]) {
        expect(text).not.toContain(before);
        expect(text).not.toContain(after);
        expect(text).toContain('[secret]'.replace(/[[\]]/g, text.startsWith('#') ? '\\$&' : '$&'));
      }
    }),
  );
});

describe('text', () => {
  const full = report({
    steps: [
      stackStep,
      step('p', { type: 'pulumi:providers:github', urn: `${root}p`, parent: '' }),
      step('z', { recorded: true }),
      step('a', {
        operation: 'update',
        differences: propertyDifferences({ color: '1' }, { color: '2' }),
      }),
      step('m', { operation: 'replace', replaceKeys: ['name'] }),
      step('d', { operation: 'delete', retained: true }),
      step('s', { operation: 'same' }),
    ],
    packs: [{ name: 'rules', version: '1.0.0', policies: 2 }],
    verdicts: [
      {
        policy: 'no-x',
        pack: 'rules',
        packVersion: '1.0.0',
        level: 'mandatory',
        severity: 'high',
        description: '',
        message: `${'words '.repeat(30)}end`,
        urn: stackStep.urn,
      },
    ],
    outputs: { text: 'hello', later: unknownValue },
  });

  it('is a tree in the same order every time, with short types and what happened', () => {
    const shuffled = { ...full, steps: [...full.steps].reverse() };
    const lines = textReport(full, { ...plain, diff: false }).split('\n');
    expect(textReport(shuffled, { ...plain, diff: false }).split('\n')).toEqual(lines);
    expect(lines.slice(0, 7)).toEqual([
      '+ pulumi:pulumi:Stack demo-dev',
      '  ~ github:index:IssueLabel a  (changes color)',
      '  - github:index:IssueLabel d  (kept, no longer managed)',
      '  ± github:index:IssueLabel m  (replaced for name)',
      '  = github:index:IssueLabel s',
      '  ○ github:index:IssueLabel z  (recorded)',
      '+ pulumi:providers:github p',
    ]);
  });

  it('keeps to its width and tells policies, outputs and the sum', () => {
    const text = textReport(full, plain);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    expect(text).toContain('  rules 1.0.0: 2 policies, 1 mandatory and 0 advisory findings');
    expect(text).toContain('Outputs\n  text: "hello"\n  later: [known after up]\n');
    expect(text).toContain(
      'demo/dev: not possible; 2 to create, 1 to update, 1 to replace, 1 to delete, 1 to record, 1\nunchanged',
    );
  });

  it('has colours on a terminal only, and not with NO_COLOR', () => {
    const coloured = (environment: NodeJS.ProcessEnv, isTTY: boolean): boolean =>
      textReport(full, { diff: true, paint: paintFor({ isTTY }, environment) }).includes('\u001b[');
    expect(coloured({}, true)).toBe(true);
    expect(coloured({}, false)).toBe(false);
    expect(coloured({ NO_COLOR: '1' }, true)).toBe(false);
  });

  it('says so when there is nothing to do', () => {
    const idle = report({ steps: [step('a', { operation: 'same' })], dryRun: false });
    expect(textReport(idle, plain)).toContain('demo/dev: no changes, 1 unchanged');
  });
});

it.each([
  ['github:index/actionsSecret:ActionsSecret', 'github:index:ActionsSecret'],
  ['aws:s3/bucket:Bucket', 'aws:s3:Bucket'],
  ['gatehouse:index:WorkflowCommit', 'gatehouse:index:WorkflowCommit'],
  ['gatehouse:github:Pipeline', 'gatehouse:github:Pipeline'],
  ['a/other:b/other:Name', 'a/other:b/other:Name'],
])('%s is shown as %s', (type, short) => {
  expect(shortType(type)).toBe(short);
});

it('Markdown cannot be broken out of by a name or a value', () => {
  const evil = '<img src=x> | [link](https://example.com) `code` @everyone\n# heading';
  const text = markdownReport(
    report({
      steps: [
        step(evil, {
          operation: 'update',
          differences: propertyDifferences({ a: '1' }, { a: evil }),
        }),
      ],
      diagnostics: [{ severity: 'error', message: evil, urn: '' }],
    }),
  );
  expect(text).not.toMatch(/(?<!\\)<img/);
  expect(text).not.toMatch(/(?<!\\)\[link|link(?<!\\)\]/);
  expect(text).not.toContain('@everyone');
  expect(text).not.toMatch(/^# heading/m);
  const rows = text.split('\n').filter((line) => line.startsWith('| update'));
  expect(rows).toHaveLength(1);
  expect(rows[0]?.match(/(?<!\\)\|/g)).toHaveLength(5);
});

it('JSON has the documented fields and no others', () => {
  const document: unknown = JSON.parse(
    jsonReport(
      report({
        steps: [
          step('a', {
            operation: 'update',
            inputs: { color: unknownValue },
            differences: propertyDifferences({ color: '1' }, { color: '2' }),
          }),
        ],
        diagnostics: [
          { severity: 'debug', message: 'noise', urn: '' },
          { severity: 'info', message: 'said', urn: '' },
        ],
      }),
    ),
  );
  expect(document).toEqual({
    engine: 'gatehouse embedded host (not the Pulumi engine)',
    project: 'demo',
    stack: 'dev',
    preview: true,
    succeeded: true,
    counts: { created: 0, updated: 1, replaced: 0, deleted: 0, unchanged: 0, read: 0, recorded: 0 },
    resources: [
      {
        urn: step('a').urn,
        type: 'github:index/issueLabel:IssueLabel',
        name: 'a',
        parent: root,
        provider: '',
        dependencies: [],
        operation: 'update',
        recorded: false,
        inputs: { color: '[known after up]' },
        changes: [{ path: 'color', kind: 'update', before: '1', after: '2' }],
        replaceKeys: [],
      },
    ],
    policies: { packs: [], verdicts: [], remediations: [] },
    gates: null,
    messages: [{ severity: 'info', message: 'said', urn: '' }],
    outputs: {},
  });
});

describe('files', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-files-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  const commit = (files: PropertyMap): RunReport =>
    report({
      steps: [
        step('files', {
          type: 'gatehouse:index:WorkflowCommit',
          inputs: { repository: 'r', files },
        }),
      ],
    });

  it('are written below the repository, without those that are secret or not known yet', async () => {
    const files = await renderedFiles(
      commit({ 'a/b.yml': 'on: push\n', hidden: makeSecret('x'), later: unknownValue }),
      directory,
    );
    await writeRenderedFiles(files, directory);
    expect(readFileSync(path.join(directory, 'r', 'a', 'b.yml'), 'utf8')).toBe('on: push\n');
    expect(readdirSync(path.join(directory, 'r'))).toEqual(['a']);
  });

  it.each(['../../outside', '/etc/outside'])('never leave the directory: %s', async (file) => {
    const files = await renderedFiles(commit({ [file]: 'x' }), directory);
    await expect(writeRenderedFiles(files, directory)).rejects.toThrow(/is outside/);
  });
});
