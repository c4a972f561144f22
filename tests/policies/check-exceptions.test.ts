import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkFiles } from '../../policies/check-files';
import { GOOD_CI, UNPINNED_CI } from '../../policies/fixtures/good-ci';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'check-exceptions-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const CI = '.github/workflows/ci.yml';
const WAIVERS = '.github/gatehouse/waivers.yaml';

function put(path: string, text: string): string {
  const file = join(directory, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function check(...options: readonly string[]) {
  return checkFiles([directory, ...options], {
    readInput: () => '',
    now: () => new Date('2026-12-01T12:00:00Z'),
  });
}

interface Sarif {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly SarifRule[] } };
      readonly results: readonly Readonly<Record<string, unknown>>[];
    },
  ];
}
interface SarifRule {
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

const sarif = (...options: readonly string[]) =>
  (JSON.parse(check('--format', 'sarif', ...options).output) as Sarif).runs[0];

const MOVING = GOOD_CI.replace('runs-on: ubuntu-24.04', 'runs-on: ubuntu-latest');
const excepted = (text: string, comment: string): string =>
  text.replace('ubuntu-latest', `ubuntu-latest # gatehouse: ignore[moving-runners] ${comment}`);

describe('an exception', () => {
  test('in a comment is listed in every report, and does not count', () => {
    put(CI, excepted(MOVING, 'tested weekly, until 2027-01-31'));
    const { output, exitCode } = check('--preset', 'prod');
    expect(exitCode).toBe(0);
    expect(output).toBe(
      `${CI}:13 excepted by a comment until 2027-01-31: tested weekly [moving-runners]\nno violations\n`,
    );
    expect(JSON.parse(check('--format', 'json').output)).toMatchObject({
      violations: [],
      excepted: [{ by: 'comment', reason: 'tested weekly', violation: { rule: 'moving-runners' } }],
    });
    expect(sarif().results).toMatchObject([
      { ruleId: 'moving-runners', suppressions: [{ kind: 'inSource', status: 'accepted' }] },
    ]);
  });

  test('that is over is a finding, as is what it excepted', () => {
    put(CI, excepted(MOVING, 'tested weekly, until 2026-11-30'));
    const { output, exitCode } = check();
    expect(exitCode).toBe(1);
    expect(output).toContain('the exception ended on 2026-11-30');
    expect(output).toContain('[moving-runners]');
  });

  test('excepts a mandatory policy only where the configuration lets it', () => {
    put(CI, excepted(MOVING, 'tested weekly, until 2027-01-31'));
    const strict = put('strict.json', '{"moving-runners": "mandatory"}');
    expect(check('--config', strict).output).toContain(
      'moving-runners is mandatory, and a comment',
    );
    const lenient = put(
      'lenient.json',
      '{"moving-runners": "mandatory", "exceptions": {"mandatory": true}}',
    );
    expect(check('--config', lenient).exitCode).toBe(0);
  });

  test('as a waiver is read from the working copy, or from the file that is named', () => {
    put(CI, UNPINNED_CI);
    const waiver = (until: string): string =>
      `waivers:\n  - what: {policy: {rule: pinned-actions, path: ${CI}}}\n    why: ours\n    owner: "@acme/ci"\n    until: ${until}\n`;
    expect(check().exitCode).toBe(1);
    put(WAIVERS, waiver('2027-01-31'));
    expect(check()).toMatchObject({ exitCode: 0 });
    expect(check().output).toContain(
      'excepted by a waiver until 2027-01-31 (@acme/ci): ours [pinned-actions]',
    );
    expect(check('--waivers', put('base.yaml', 'waivers: []\n')).exitCode).toBe(1);
    put(WAIVERS, waiver('2027-12-31'));
    expect(() => check()).toThrow(/waivers\.yaml:5:5: waivers\[0\]\.until: .*at most 90 days/);
  });
});

describe('a baseline', () => {
  test('excuses what was there, wherever it moves in its file, and nothing else', () => {
    const file = join(directory, 'baseline.json');
    put(CI, UNPINNED_CI);
    expect(check('--write-baseline', file)).toMatchObject({
      exitCode: 0,
      output: 'baseline: 1 known\nno violations\n',
    });
    put(CI, `# moved\n${UNPINNED_CI}`);
    expect(check('--baseline', file).exitCode).toBe(0);
    expect(sarif('--baseline', file).results).toMatchObject([
      { suppressions: [{ kind: 'external', justification: 'in the baseline' }] },
    ]);
    // The same fault once more, on an equal line.
    put(
      CI,
      UNPINNED_CI.replace(/ {6}- uses: actions\/checkout@v7\n/, (line) => line + line),
    );
    expect(check('--baseline', file).output).toContain('1 known');
    expect(check('--baseline', file).exitCode).toBe(1);
    put(CI, GOOD_CI);
    expect(check('--baseline', file).output).toBe(
      'baseline: 0 known, 1 fixed; record it again with --write-baseline\nno violations\n',
    );
  });

  test('that is not one is refused', () => {
    put(CI, GOOD_CI);
    const file = put('baseline.json', '{"version": 2, "findings": {}}');
    expect(() => check('--baseline', file)).toThrow(/baseline\.json: version: [^]*findings: /);
  });
});

describe('a threshold', () => {
  test.each<[string, readonly string[], number, 0 | 1]>([
    ['none', [], 2, 1],
    ['of severity leaves findings out', ['--min-severity', 'high'], 1, 1],
    ['from which a finding blocks', ['--fail-on', 'critical'], 2, 0],
    ['of confidence', ['--min-confidence', 'high'], 2, 1],
  ])('%s', (_, options, count, exitCode) => {
    put(CI, UNPINNED_CI.replace('concurrency:', 'x-concurrency:'));
    const outcome = check(...options, '--format', 'json');
    const { violations } = JSON.parse(outcome.output) as { readonly violations: unknown[] };
    expect([violations.length, outcome.exitCode]).toEqual([count, exitCode]);
  });

  test('of confidence leaves out what a pattern of text guesses', () => {
    put(
      CI,
      GOOD_CI.replace('black --check .', 'black --check .\n          curl https://x.io/a | sh'),
    );
    expect(check().output).toContain('[pipe-to-shell]');
    expect(check('--min-confidence', 'high').output).toBe('no violations\n');
  });
});

describe('SARIF', () => {
  test('has the region, a fingerprint for each result, and the change that fixes it', () => {
    put(CI, UNPINNED_CI);
    const [result] = sarif().results;
    expect(result).toMatchObject({
      ruleId: 'pinned-actions',
      locations: [
        {
          physicalLocation: {
            region: { startLine: 18, startColumn: 15, endLine: 18, endColumn: 34 },
          },
        },
      ],
      fixes: [
        {
          artifactChanges: [
            {
              artifactLocation: { uri: CI },
              replacements: [
                {
                  deletedRegion: { startLine: 18, startColumn: 15, endLine: 18, endColumn: 34 },
                  insertedContent: {
                    text: expect.stringMatching(/^actions\/checkout@[0-9a-f]{40} # v7/) as string,
                  },
                },
              ],
            },
          ],
        },
      ],
    });
    put(
      CI,
      UNPINNED_CI.replace(/ {6}- uses: actions\/checkout@v7\n/, (line) => line + line),
    );
    const prints = sarif().results.map(({ partialFingerprints }) =>
      JSON.stringify(partialFingerprints),
    );
    expect(new Set(prints).size).toBe(prints.length);
    expect(prints[0]).toBe(JSON.stringify(result?.['partialFingerprints']));
  });

  test('gives no security severity to what is no matter of security', () => {
    put(CI, GOOD_CI);
    const of = (id: string) => sarif().tool.driver.rules.find((rule) => rule.id === id)?.properties;
    expect(of('job-timeouts')).toEqual({
      precision: 'very-high',
      'problem.severity': 'error',
      tags: ['reliability'],
    });
    expect(of('pipe-to-shell')).toEqual({
      precision: 'high',
      'security-severity': '5.0',
      tags: ['security'],
    });
  });
});

test('a baseline names its findings in the order of the files', () => {
  put(CI, UNPINNED_CI);
  put('.github/workflows/a.yml', UNPINNED_CI);
  const file = join(directory, 'baseline.json');
  check('--write-baseline', file);
  const { findings } = JSON.parse(readFileSync(file, 'utf8')) as { findings: { file: string }[] };
  expect(findings.map((item) => item.file)).toEqual([...findings.map((item) => item.file)].sort());
});
