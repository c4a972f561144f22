import * as path from 'node:path';
import { projectRoot } from '../support/tools';
import permittedSkips from '../permitted-skips.json';
import { files, textOf } from './project-files';

interface Reporter {
  onRunComplete(contexts: unknown, results: unknown): void;
  getLastError(): Error | undefined;
}
const ClosingLineReporter = jest.requireActual<
  new (
    run: { readonly rootDir: string; readonly testNamePattern?: string },
    options?: object,
  ) => Reporter
>('../closing-line-reporter.js');

const permitted = [{ below: ['tests/engine/'], program: 'pulumi', reason: 'no engine' }];

/** What the reporter says of a run with the given tests, each a file, a name and a status; and whether the run fails. */
function close(
  tests: readonly (readonly [file: string, name: string, status: string])[],
  {
    isPresent = false,
    testNamePattern = '',
    broken = 0,
  }: { isPresent?: boolean; testNamePattern?: string; broken?: number } = {},
) {
  const lines: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line: string) => {
    lines.push(line);
  });
  const reporter = new ClosingLineReporter(
    { rootDir: projectRoot, testNamePattern },
    { permitted, isPresent: () => isPresent },
  );
  const count = (status: string) => tests.filter((test) => test[2] === status).length;
  reporter.onRunComplete(undefined, {
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    testResults: [
      ...tests.map(([file, fullName, status]) => ({
        testFilePath: path.join(projectRoot, file),
        testResults: [{ fullName, status }],
      })),
      ...Array.from({ length: broken }, () => ({
        testFilePath: path.join(projectRoot, 'broken.test.ts'),
        testExecError: new Error('cannot be read'),
        testResults: [],
      })),
    ],
  });
  log.mockRestore();
  return { lines, fails: reporter.getLastError() !== undefined };
}

test('a test that may be skipped is named with the reason, and counted', () => {
  expect(
    close([
      ['kernel/a.test.ts', 'adds', 'passed'],
      ['tests/engine/b.test.ts', 'runs', 'pending'],
    ]),
  ).toEqual({
    lines: ['skipped: runs (no engine)', '1 passed, 0 failed, 1 skipped'],
    fails: false,
  });
});

test.each([
  ['of another folder', 'tests/dashboard/c.test.ts', 'pending', false],
  ['of a folder whose name begins alike', 'tests/engines/c.test.ts', 'pending', false],
  ['although its program is there', 'tests/engine/c.test.ts', 'pending', true],
  ['that is yet to be written', 'kernel/c.test.ts', 'todo', false],
  ['of a file that is switched off', 'kernel/c.test.ts', 'disabled', false],
])('a skipped test %s fails the run', (_case, file, status, isPresent) => {
  const { lines, fails } = close([[file, 'looks', status]], { isPresent });
  expect(lines.at(0)).toMatch(/^may not be skipped: looks /);
  expect(lines.at(-1)).toBe('0 passed, 1 failed, 0 skipped');
  expect(fails).toBe(true);
});

test('failed tests and files that cannot be run are counted as failed', () => {
  const { lines } = close([['kernel/a.test.ts', 'adds', 'failed']], { broken: 2 });
  expect(lines).toEqual(['0 passed, 3 failed, 0 skipped']);
});

test('a run of tests chosen by name may leave out all others', () => {
  const run = close([['kernel/a.test.ts', 'adds', 'pending']], { testNamePattern: 'looks' });
  expect(run).toEqual({ lines: ['0 passed, 0 failed, 1 skipped'], fails: false });
});

test('every folder of which tests may be skipped has some that ask for their program, and no other has', () => {
  const asking = files.filter(
    (file) => file.endsWith('.test.ts') && /from '[./]+support\/with-program'/.test(textOf(file)),
  );
  const folders = permittedSkips.flatMap(({ below }) => below);
  const belowOf = (file: string) => folders.find((folder) => file.startsWith(folder));
  expect(new Set(asking.map(belowOf))).toEqual(new Set(folders));
});
