import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { maximumReportBytes } from '../../../core/readiness/parse/parsed';
import { reportNames } from '../../../core/readiness/readings';
import { scratchDirectory } from '../../support/scratch';
import { builtAction, runLocally } from './action-process';

/*
 * Reports that someone made to bring the gate down, read by the gate itself: how much memory its process took in all is
 * measured, by a module that is loaded into it.
 */

const scratch = scratchDirectory('hostile-reports');
const measuring = path.join(scratch, 'measuring.cjs');

/** Most memory of the whole process, in mebibytes; an empty script takes 45. */
const mostMemory = 700;

beforeAll(() => {
  // Where the kernel tells: of the process's own memory alone. What getrusage tells starts with that of its parent.
  writeFileSync(
    measuring,
    `process.on('exit', () => {
       const fs = require('node:fs');
       const own = process.platform === 'linux' && /VmHWM:\\s*(\\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'));
       const peak = Math.round((own ? Number(own[1]) : process.resourceUsage().maxRSS) / 1024);
       fs.writeSync(1, 'peak ' + peak + ' MiB\\n');
     });`,
  );
});

async function gateOf(reports: string): Promise<{ readonly log: string; readonly peak: number }> {
  const { code, log } = await runLocally(
    builtAction,
    ['gate', '--reports', reports, '--output', path.join(scratch, 'readiness.json')],
    scratch,
    { NODE_OPTIONS: `--require=${measuring} --max-old-space-size=${mostMemory}` },
  );
  expect(code).toBe(1);
  return { log, peak: Number(/peak (\d+) MiB/.exec(log)?.[1]) };
}

function directoryFor(name: string): string {
  const directory = path.join(scratch, name.replaceAll(/\W+/g, '-'));
  mkdirSync(directory);
  return directory;
}

test('reports of 100 MB are refused by their size, and none of them is read', async () => {
  const directory = directoryFor('large');
  for (const name of reportNames) {
    // Sparse: the size exists, the blocks are not.
    const file = openSync(path.join(directory, name), 'w');
    ftruncateSync(file, 100_000_000);
    closeSync(file);
  }
  const { log, peak } = await gateOf(directory);
  expect(log).toContain('ruff.json: the report is too large to be read; found 100000000 bytes');
  expect(log).toContain('0 %');
  expect(peak).toBeLessThan(150);
});

test('a junit.xml of 21 MB and a coverage.json of 30 MB, both honest, take less than 400 MiB', async () => {
  const directory = directoryFor('honest');
  const tests = Array.from(
    { length: 200_000 },
    (_, index) =>
      `<testcase classname="tests.package_${index % 300}.test_module.TestClass" name="test_case_${index}[param-${index % 13}]" time="0.001"/>`,
  );
  const suite = `<testsuites><testsuite tests="${tests.length}">${tests.join('')}</testsuite></testsuites>`;
  expect(suite.length).toBeGreaterThan(21_000_000);
  writeFileSync(path.join(directory, 'junit.xml'), suite);
  const lines = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => from + index);
  const measured = {
    executed_lines: lines(1, 700),
    missing_lines: lines(700, 900),
    summary: { missing_lines: 200 },
  };
  const file = JSON.stringify({ ...measured, functions: { f: measured } });
  const files = lines(0, 4300).map((index) => `"src/module_${index}.py":${file}`);
  const coverage = `{"totals":{"covered_lines":700,"num_statements":900},"files":{${files.join(',')}}}`;
  expect(coverage.length).toBeGreaterThan(30_000_000);
  writeFileSync(path.join(directory, 'coverage.json'), coverage);
  const { log, peak } = await gateOf(directory);
  expect(log).toContain('700 of 900 lines covered');
  expect(peak).toBeLessThan(400);
});

/** As many units as fit between head and tail in the largest report that is read. */
function filled(head: string, unit: (index: number) => string, tail: string): string {
  const parts = [head];
  let size = head.length + tail.length;
  for (let index = 0; ; index += 1) {
    const part = unit(index);
    size += part.length;
    if (size > maximumReportBytes) return parts.join('') + tail;
    parts.push(part);
  }
}

/** The same for a unit that is always the same, without a list of them. */
function repeated(head: string, unit: string, tail: string): string {
  const room = maximumReportBytes - head.length - tail.length;
  return head + unit.repeat(Math.floor(room / unit.length)) + tail;
}

const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "${'lol'.repeat(1000)}"><!ENTITY b "${'&a;'.repeat(1000)}">]>`;

test.each([
  [
    'an element of millions of attributes',
    'junit.xml',
    () => filled('<testsuites ', (index) => `a${index}="" `, '/>'),
    'an element has too many attributes',
  ],
  [
    'entities that expand',
    'coverage.xml',
    () => repeated(`${bomb}<coverage>`, '&b;', '</coverage>'),
    'the report declares a document type of its own',
  ],
  [
    'elements in one another',
    'coverage.xml',
    () => repeated('<coverage>', '<a>', ''),
    'the report is nested too deeply',
  ],
  [
    'millions of attempts at one test',
    'junit.xml',
    () => repeated('<testsuites>', '<testcase/>', '</testsuites>'),
    'too many elements',
  ],
  ['lists in one another', 'bandit.json', () => repeated('', '[', ''), 'is nested too deeply'],
  [
    'millions of empty objects',
    'ruff.json',
    () => repeated('[', '{},', '{}]'),
    'the report has too many objects and lists',
  ],
  [
    'millions of items of a wrong form',
    'ruff.json',
    () => repeated('[', '1,', '1]'),
    'ruff.json: 0: the report does not have the form the tool writes',
  ],
  [
    'millions of keys',
    'coverage.json',
    () =>
      filled(
        '{"totals":{"covered_lines":1,"num_statements":1},"files":{',
        (index) => `"${index}":1,`,
        '"b":1}}',
      ),
    'coverage.json: files.0: the report does not have the form the tool writes',
  ],
  [
    'a line without an end',
    'mypy.txt',
    () => repeated('', 'a:', ''),
    'the output of mypy has no summary',
  ],
] as const)('%s in a report as large as is read: refused, memory bounded', async (...given) => {
  const [name, file, make, reason] = given;
  const directory = directoryFor(name);
  writeFileSync(path.join(directory, file), make());
  const { log, peak } = await gateOf(directory);
  expect(log).toContain(reason);
  expect(peak).toBeLessThan(mostMemory);
});
