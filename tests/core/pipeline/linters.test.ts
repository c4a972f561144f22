import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { isMap, parse, parseDocument } from 'yaml';
import { type PipelineSettings, renderPipeline, validateWorkflow } from '../../../core/pipeline';
import { actionlint, zizmor } from '../../support/linters';
import { allSettings, variantSettings } from '../../support/pipeline-variants';
import { scratchDirectory } from '../../support/scratch';
import { deliver } from '../../support/target-repository';

const directory = scratchDirectory('rendered');
const reuse = { repository: 'ci', branch: 'main', protect: true };
/** A pipeline that ci.yml calls, with permissions to write and with secrets. */
const called: PipelineSettings = {
  ...variantSettings('everything'),
  reuse,
  python: { ...variantSettings('everything').python, credentials: { UV_INDEX_X_PASSWORD: 'X' } },
};
const settings = new Map([...allSettings(), ['called', called]]);
/** Settings with a dollar sign or backtick in a word: shellcheck asks whether it was meant to expand (SC2016). */
const withDollars = ['mcp-with-quotes', 'odd-names'];
/** Settings whose workflows name the bundled action by `$/`, which actionlint does not know as of 1.7.12. */
const locked = 'locked';

/** Delivered paths below the scratch directory; the first part is the name of the settings. */
let files: readonly string[];
let workflows: readonly string[];
let yamlFiles: readonly string[];

const textOf = (file: string): string => readFileSync(path.join(directory, file), 'utf8');

beforeAll(async () => {
  const delivered: string[] = [];
  for (const [name, each] of settings) {
    const paths = await deliver(each, path.join(directory, name));
    delivered.push(...paths.map((file) => path.join(name, file)));
  }
  const central = renderPipeline(called).called;
  if (central === undefined) throw new Error('nothing is called');
  const place = path.join('central', central.path);
  mkdirSync(path.dirname(path.join(directory, place)), { recursive: true });
  writeFileSync(path.join(directory, place), central.content);
  delivered.push(place);
  files = delivered;
  workflows = files.filter((file) => /\/\.github\/workflows\/[^/]+\.yml$/.test(file));
  yamlFiles = files.filter((file) => file.endsWith('.yml'));
});

test('the settings looked at are many, and every file kind is among what they deliver', () => {
  expect(settings.size).toBeGreaterThanOrEqual(30);
  expect(
    new Set(workflows.map((file) => path.basename(file).replace(/^ci-[0-9a-f]{16}/, 'ci-called'))),
  ).toEqual(
    new Set([
      'ci.yml',
      'ci-called.yml',
      'ci-comment.yml',
      'deploy.yml',
      'guard.yml',
      'merge-queue.yml',
      'publish.yml',
      'review.yml',
      'update-readiness.yml',
      'staging-smoke-test.yml',
    ]),
  );
});

test('actionlint, with shellcheck over every script, reports nothing', () => {
  const others = [...withDollars, locked];
  const plain = workflows.filter((file) => !others.some((name) => file.startsWith(name)));
  expect(actionlint(directory, plain)).toEqual([]);
});

test('of workflows with a lockfile actionlint reports the references to the bundled action, and nothing else', () => {
  const findings = actionlint(
    directory,
    workflows.filter((file) => file.startsWith(locked)),
  );
  expect(findings.length).toBeGreaterThan(0);
  expect(
    findings.filter(({ message }) => !message.includes('"$/.github/gatehouse/action"')),
  ).toEqual([]);
});

test('where a setting holds a dollar sign, shellcheck sees that it is kept from expanding, and nothing else', () => {
  const dollars = workflows.filter((file) => withDollars.some((name) => file.startsWith(name)));
  const findings = actionlint(directory, dollars);
  expect(findings.length).toBeGreaterThan(0);
  expect(findings.filter(({ message }) => !message.includes('SC2016'))).toEqual([]);
});

test('zizmor reports nothing at its pedantic level, and each of its ignores is used and says why', () => {
  const { findings, ignored } = zizmor(directory);
  expect(findings).toEqual([]);
  const comments = yamlFiles.flatMap((file) =>
    [...textOf(file).matchAll(/zizmor: ignore\[(?<rule>[a-z-]+)\](?<why>.*)/g)].map((match) => ({
      rule: match.groups?.['rule'],
      why: match.groups?.['why']?.trim(),
    })),
  );
  expect(new Set(comments.map(({ rule }) => rule))).toEqual(
    new Set(['dangerous-triggers', 'self-repository']),
  );
  expect(comments.filter(({ why }) => (why ?? '').length < 20)).toEqual([]);
  expect(ignored).toBe(comments.length);
});

test("GitHub's own parser accepts every workflow", () => {
  expect(workflows.flatMap((file) => validateWorkflow(file, textOf(file)))).toEqual([]);
});

test('YAML 1.1 and 1.2 readers read every file alike, without an error or a warning', () => {
  for (const file of yamlFiles) {
    const text = textOf(file);
    const document = parseDocument(text, { version: '1.2', uniqueKeys: true });
    expect([...document.errors, ...document.warnings]).toEqual([]);
    expect(isMap(document.contents)).toBe(true);
    // Only 1.1 knows merge keys; without them a difference would be one of how scalars are read.
    expect(parse(text, { version: '1.1', merge: false })).toEqual(parse(text, { version: '1.2' }));
  }
});

test('every rendered file says that it is generated and where to change it', () => {
  const rendered = files.filter((file) => !/\/gatehouse\/(?:action\/|mcp_dry_run)/.test(file));
  const first = /^(?:# |\{\n {2}"\$comment": ")Generated by Gatehouse\./;
  expect(rendered.filter((file) => !first.test(textOf(file)))).toEqual([]);
});

test('a file ends with one line break and has no trailing spaces, tabs in YAML or carriage returns', () => {
  // A bundler wrote those.
  for (const file of files.filter((each) => !/\/action\/[^/]+\.js$/.test(each))) {
    const text = textOf(file);
    expect(text.endsWith('\n') && !text.endsWith('\n\n')).toBe(true);
    expect(text.split('\n').filter((line) => /[ \t\r]$/.test(line))).toEqual([]);
  }
});
