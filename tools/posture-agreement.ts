/*
 * Counts where the posture's checks and OpenSSF Scorecard agree, on the inputs of Scorecard's own tests:
 * `tsx tools/posture-agreement.ts FOLDER`, a checkout of github.com/ossf/scorecard.
 * Prints a Markdown table, and each case on which they part. docs/posture.md says why.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Verdict } from '../core/posture/check';
import { postureChecks } from '../core/posture/checks';
import { postureOfFiles, sourcedExample } from '../core/posture/example-facts';
import { type PostureFacts } from '../core/posture/facts';

interface Case {
  readonly check: string;
  readonly name: string;
  /** What Scorecard expects: a score, or no score. */
  readonly expected: number | 'none';
  readonly facts: PostureFacts;
  /** Whether findings are expected, and not a score. */
  readonly isCount?: boolean;
}

const scores: Readonly<Record<string, number | 'none'>> = {
  'checker.MaxResultScore': 10,
  'checker.MinResultScore': 0,
  'checker.InconclusiveResultScore': 'none',
};

/** A score as Go's tests write it: `checker.MaxResultScore - 1`, `7`. */
function scoreIn(text: string): number | 'none' | undefined {
  const [, name = '', minus = '0'] = /Score:\s*([\w.]+)(?:\s*-\s*(\d+))?/.exec(text) ?? [];
  const base = /^\d+$/.test(name) ? Number(name) : scores[name];
  return typeof base === 'number' ? base - Number(minus) : base;
}

/** The cases of a test's table, each from one `name:` to the next. */
const casesOf = (text: string): readonly string[] => text.split(/^\t\t\{$/m).slice(1);

const nameOf = (text: string): string => /name:\s*"([^"]*)"/.exec(text)?.[1] ?? '';

/** Facts of files whose paths a case names, relative to a folder of test data. */
function facts(root: string, files: readonly string[]): PostureFacts {
  const texts = files.map((file) => {
    const at = path.join(root, file);
    const isFile = existsSync(at) && statSync(at).isFile();
    return [file, isFile ? readFileSync(at, 'utf8') : ''] as const;
  });
  return postureOfFiles(Object.fromEntries(texts));
}

function workflowCases(checkout: string, check: string, file: string): readonly Case[] {
  const text = readFileSync(path.join(checkout, 'checks', file), 'utf8');
  return casesOf(text).flatMap((one): readonly Case[] => {
    const expected = scoreIn(one);
    const files = [
      ...one.matchAll(/"(?:\.\/testdata\/)?(\.github\/workflows\/[^"]+|script\.sh)"/g),
    ];
    if (expected === undefined) return [];
    const named = files.map(([, name = '']) => name);
    const root = path.join(checkout, 'checks', 'testdata');
    return [{ check, name: nameOf(one), expected, facts: facts(root, named) }];
  });
}

/** These tests count findings in one file: what is not pinned, or is dangerous. */
function countCases(checkout: string, check: string, from: string, to: string): readonly Case[] {
  const source = path.join(checkout, 'checks', 'raw', to);
  const text = readFileSync(source, 'utf8');
  const start = text.indexOf(`func ${from}(`);
  const table = text.slice(start, text.indexOf('\nfunc Test', start + 1));
  return casesOf(table).flatMap((one): readonly Case[] => {
    const [, name = ''] = /filename:\s*"([^"]+)"/.exec(one) ?? [];
    const [, count = '0'] = /(?:warns|nb):\s*(\d+)/.exec(one) ?? [];
    if (name === '') return [];
    const isOfRaw = name.startsWith('./');
    const root = path.join(checkout, 'checks', ...(isOfRaw ? ['raw'] : []), 'testdata');
    const file = name.replace(/^\.{1,2}\/testdata\//, '');
    return [
      {
        ...{ check, name: nameOf(one), expected: Number(count), isCount: true },
        facts: facts(root, [file]),
      },
    ];
  });
}

function policyCases(checkout: string): readonly Case[] {
  const text = readFileSync(path.join(checkout, 'checks', 'security_policy_test.go'), 'utf8');
  return casesOf(text).flatMap((one): readonly Case[] => {
    const expected = scoreIn(one);
    const [, data = ''] = /path:\s*"\.\/([^"]+)"/.exec(one) ?? [];
    const [, name = ''] = /files:\s*\[\]string\{\s*"([^"]+)"/.exec(one) ?? [];
    if (expected === undefined) return [];
    const at = path.join(checkout, 'checks', data);
    const found = postureOfFiles(
      { [name]: data === '' ? '' : readFileSync(at, 'utf8') },
      { ownersPolicy: sourcedExample(undefined) },
    );
    return [{ check: 'Security-Policy', name: nameOf(one), expected, facts: found }];
  });
}

function verdictOf(check: string, found: PostureFacts): Verdict {
  const one = postureChecks.find(({ name }) => name === check);
  if (one === undefined) throw new Error(`no check ${check}`);
  return one.judge(found, { secretDays: 365 });
}

/** A score, or how many places are at fault: all evidence but the summary that names the source of all. */
function answerOf(verdict: Verdict, isCount: boolean): number | 'none' {
  if (!isCount) return verdict.state === 'scored' ? verdict.score : 'none';
  if (verdict.state !== 'scored') return 0;
  return verdict.evidence.filter(({ source }) => source !== 'GET /example').length;
}

function main([checkout]: readonly string[]): void {
  if (checkout === undefined) throw new Error('usage: posture-agreement.ts FOLDER');
  const cases = [
    ...workflowCases(checkout, 'Token-Permissions', 'permissions_test.go'),
    ...workflowCases(checkout, 'Dangerous-Workflow', 'dangerous_workflow_test.go'),
    ...countCases(
      checkout,
      'Dangerous-Workflow',
      'TestGithubDangerousWorkflow',
      'dangerous_workflow_test.go',
    ),
    ...countCases(
      checkout,
      'Pinned-Dependencies',
      'TestGithubWorkflowPinning',
      'pinned_dependencies_test.go',
    ),
    ...policyCases(checkout),
  ];
  const parted: string[] = [];
  const counts = new Map<string, { same: number; all: number }>();
  for (const { check, name, expected, facts: found, isCount = false } of cases) {
    const own = answerOf(verdictOf(check, found), isCount);
    const count = counts.get(check) ?? { same: 0, all: 0 };
    const isSame = own === expected;
    counts.set(check, { same: count.same + (isSame ? 1 : 0), all: count.all + 1 });
    if (!isSame) parted.push(`- ${check}, "${name}": Scorecard ${expected}, ours ${own}`);
  }
  const rows = [...counts].map(([check, { same, all }]) => `| ${check} | ${same} of ${all} |`);
  process.stdout.write(
    ['| check | cases that agree |', '| --- | ---: |', ...rows, '', ...parted, ''].join('\n'),
  );
}

main(process.argv.slice(2));
