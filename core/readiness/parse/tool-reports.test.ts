import { type CheckTool } from '../../tools/check-tool';
import { toolReports } from './tool-reports';
import {
  formatTools,
  lintTools,
  packageOf,
  type PathTool,
  toolsOnPaths,
  typeTools,
} from '../../tools';

const all = Object.entries<CheckTool>(toolsOnPaths);

test('every tool of a gate is run on paths, and nothing else is', () => {
  const tables = [lintTools, formatTools, typeTools];
  expect(new Set(Object.values(toolsOnPaths))).toEqual(
    new Set(tables.flatMap((table) => Object.values<CheckTool>(table))),
  );
});

test.each(all)('%s is named after its package', (name, { program }) => {
  expect(packageOf(name as PathTool)).toBe(program);
});

test.each(all)('the command of %s is one that blocks', (_name, { program, commands, blocks }) => {
  const { command, quiet } = commands(program, 'src', 'report');
  const form = new RegExp(`^(?:${blocks})(?=\\s)`);
  expect(command).toMatch(form);
  expect(quiet).toMatch(form);
});

test.each(all)('%s writes the report that is read', (name, { program, commands }) => {
  const { before = '', command } = commands(program, 'src', toolReports[name as PathTool].file);
  expect(`${before}\n${command}`).toContain(toolReports[name as PathTool].file);
});

test('no two tools have one report, one title or one step', () => {
  const unique = (values: readonly string[]): void => {
    expect(values.filter((value, index) => values.indexOf(value) !== index)).toEqual([]);
  };
  unique(Object.values(toolReports).map(({ file }) => file));
  unique(all.map(([, { title }]) => title));
});

/** The end of what each tool prints when it fails, with two findings. */
const failed: Readonly<Record<PathTool, string>> = {
  ruff: 'Found 2 errors.\n[*] 1 fixable with the `--fix` option.',
  flake8: 'a.py:1:1: E501 line too long\nb.py:3:80: W291 trailing whitespace',
  pylint: 'a.py:1:0: C0114: Missing module docstring\na.py:2:0: W0611: Unused import',
  black: 'Oh no! 💥 💔 💥\n2 files would be reformatted, 1 file would be left unchanged.',
  'ruff-format': '2 files would be reformatted, 1 file already formatted',
  mypy: 'Found 2 errors in 1 file (checked 3 source files)',
  pyright: '2 errors, 1 warning, 0 informations',
  ty: 'Found 2 diagnostics',
};

test.each(all)('what %s prints is counted by it, and by no tool before it', (name, tool) => {
  const output = failed[name as PathTool];
  expect(tool.countOf(output)).toBe(2);
  const others = all.filter(([other]) => other !== name && other !== 'ruff-format');
  expect(others.filter(([, other]) => other.countOf(output) !== undefined)).toEqual([]);
});
