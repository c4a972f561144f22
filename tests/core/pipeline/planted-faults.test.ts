import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { parseDocument } from 'yaml';
import { ciPath, updateReadinessPath, validateWorkflow } from '../../../core/pipeline';
import { actionlint, zizmor } from '../../support/linters';
import { variantSettings } from '../../support/pipeline-variants';
import { scratchDirectory } from '../../support/scratch';
import { renderedFiles } from '../../support/target-repository';

/*
 * The other direction of linters.test.ts: silence means something only from a tool that would have spoken.
 */

const files = renderedFiles(variantSettings('everything'));

function good(file: string): string {
  const text = files.get(file);
  if (text === undefined) throw new Error(`${file} is not rendered`);
  return text;
}

/** The rendered file with one place changed. */
function planted(from: string | RegExp, to: string, file = ciPath): string {
  const text = good(file);
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`nothing to change: ${String(from)}`);
  return changed;
}

const scratch = scratchDirectory('planted');

/** A repository with this one workflow. */
function repositoryWith(name: string, text: string): string {
  const directory = path.join(scratch, name.replaceAll(/\W+/g, '-'));
  mkdirSync(path.join(directory, '.github/workflows'), { recursive: true });
  writeFileSync(path.join(directory, ciPath), text);
  return directory;
}

const firstRun = /run: \|\n/;

const actionlintFaults: readonly (readonly [fault: string, text: string, says: RegExp])[] = [
  ['a variable without quotes', planted(firstRun, '$&          ls $HOME/*.md $1\n'), /SC2086/],
  ['needs of a job that is not there', planted('      - lint\n', '      - lnit\n'), /lnit/],
  [
    'an expression that does not parse',
    planted("${{ github.event_name == 'pull_request' }}", "${{ github.event_name = 'x' }}"),
    /unexpected|got/,
  ],
  [
    'a context that does not exist',
    planted('${{ github.token }}', '${{ gihub.token }}'),
    /undefined variable "gihub"/,
  ],
  [
    'a step that is not there',
    planted('steps.install.outcome', 'steps.instal.outcome'),
    /property "instal" is not defined/,
  ],
  ['a key twice', planted('    timeout-minutes:', '    name: Again\n$&'), /duplicated/],
  ['an event that does not exist', planted('  merge_group:', '  merge_grupp:'), /merge_grupp/],
  [
    'untrusted text in a script',
    planted(firstRun, `$&          echo '\${{ github.head_ref }}'\n`),
    /untrusted/,
  ],
];

test.each(actionlintFaults)('actionlint finds %s', (name, text, says) => {
  const messages = actionlint(repositoryWith(`actionlint ${name}`, text), [ciPath]).map(
    ({ message }) => message,
  );
  expect(messages).toEqual(expect.arrayContaining([expect.stringMatching(says)]));
});

const zizmorFaults: readonly (readonly [fault: string, text: string, rule: string])[] = [
  [
    'a tag for a pin',
    planted(/uses: actions\/checkout@\S+ # .*/, 'uses: actions/checkout@v7'),
    'unpinned-uses',
  ],
  [
    'untrusted text in a script',
    planted(firstRun, `$&          echo '\${{ github.event.pull_request.title }}'\n`),
    'template-injection',
  ],
  ['kept credentials', planted(/ +with:\n +persist-credentials: false\n/, ''), 'artipacked'],
  [
    'rights for all jobs',
    planted('permissions: {}', 'permissions: write-all'),
    'excessive-permissions',
  ],
  [
    'a trigger with the rights of the base',
    planted('  pull_request: {}', '  pull_request_target: {}'),
    'dangerous-triggers',
  ],
  [
    'rights without a reason',
    planted(/actions: read # .*/, 'actions: read'),
    'undocumented-permissions',
  ],
  [
    'a job without limits on concurrency',
    planted(/concurrency:\n(?: {2}.*\n)+/, ''),
    'concurrency-limits',
  ],
  [
    'a local action without its reason',
    planted(/ # zizmor: ignore\[self-repository\].*/, ''),
    'self-repository',
  ],
];

test.each(zizmorFaults)('zizmor finds %s', (name, text, rule) => {
  const { findings } = zizmor(repositoryWith(`zizmor ${name}`, text));
  expect(findings.map((finding) => finding.rule)).toContain(rule);
});

test('zizmor finds workflow_run once the comment that says why it is safe is gone', () => {
  const commentFile = '.github/workflows/ci-comment.yml';
  const text = planted(/ *# zizmor: ignore\[dangerous-triggers\].*\n/, '', commentFile);
  const { findings } = zizmor(repositoryWith('workflow run', text));
  expect(findings.map((finding) => finding.rule)).toContain('dangerous-triggers');
});

const parserFaults: readonly (readonly [fault: string, text: string, says: RegExp])[] = [
  ['needs of a job that is not there', planted('      - lint\n', '      - lnit\n'), /lnit/],
  ['a key that does not exist', planted('timeout-minutes:', 'timeout-minuts:'), /timeout-minuts/],
  [
    'an expression that does not parse',
    planted("${{ github.event_name == 'pull_request' }}", "${{ github.event_name = 'x' }}"),
    /=/,
  ],
  [
    'a context that is not there at this place',
    planted('group: ci-${{ github.ref }}', 'group: ci-${{ steps.x }}'),
    /steps/,
  ],
  ['an event that does not exist', planted('  merge_group:', '  merge_grupp:'), /merge_grupp/],
  ['a job without steps or runner', planted(/^ {4}runs-on: .*\n/m, ''), /runs-on/],
];

test.each(parserFaults)("GitHub's parser finds %s", (_name, text, says) => {
  const messages = validateWorkflow(ciPath, text).map(({ message }) => message);
  expect(messages).toEqual(expect.arrayContaining([expect.stringMatching(says)]));
});

test("GitHub's parser finds a schedule that is none", () => {
  const text = planted(/cron: .*/, 'cron: 61 25 * * *', updateReadinessPath);
  expect(validateWorkflow(updateReadinessPath, text).map(({ message }) => message)).toEqual([
    expect.stringMatching(/cron/i),
  ]);
});

test('the YAML reader finds a key twice, a tab, and a word that YAML 1.1 reads as true', () => {
  const twice = parseDocument(planted('    timeout-minutes:', '    name: Again\n$&'));
  expect(twice.errors.map(({ code }) => code)).toContain('DUPLICATE_KEY');
  expect(parseDocument(planted('    steps:\n', '\tsteps:\n')).errors).not.toEqual([]);
  const unquoted = planted('"on":', 'on:');
  expect(parseDocument(unquoted, { version: '1.1' }).has('on')).toBe(false);
  expect(parseDocument(good(ciPath), { version: '1.1' }).has('on')).toBe(true);
});
