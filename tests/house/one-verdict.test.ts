import { files, textOf } from './project-files';

const code = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));

/** Files that call a function, but for the one that declares it. */
const callersOf = (name: string, home: string): readonly string[] =>
  code.filter((file) => file !== home && new RegExp(`\\b${name}\\(`).test(textOf(file)));

test('action, comment, dashboard with the worker, and guard come to their verdict by one function', () => {
  expect(
    callersOf('judge', 'core/readiness/judge.ts').filter((file) => /^runtime\//.test(file)),
  ).toEqual([
    'runtime/action/commands/gate.ts',
    'runtime/action/commands/guard.ts',
    'runtime/action/commands/publish-comment.ts',
    'runtime/dashboard/collect.ts',
  ]);
  // Whatever else decides about a score would be a second one.
  expect(
    callersOf('decide', 'core/readiness/gate.ts').filter((file) => /readiness|runtime/.test(file)),
  ).toEqual(['core/readiness/judge.ts']);
});
