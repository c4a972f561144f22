import { possibleTexts } from './possible-texts';
import { isUnreadable, readWorkflow } from './read-workflow';

/** What the `runs-on` of a job may be, beside a matrix. */
function texts(runsOn: string, matrix?: string): readonly string[] {
  const strategy = matrix === undefined ? [] : [`    strategy: { matrix: ${matrix} }`];
  const label = JSON.stringify(runsOn);
  const lines = ['on: push', 'jobs:', '  a:', `    runs-on: ${label}`, ...strategy, ''];
  const workflow = readWorkflow('ci.yml', lines.join('\n'));
  if (isUnreadable(workflow)) throw new Error(workflow.reason);
  const [job] = workflow.jobs;
  const [text] = job?.runsOn ?? [];
  if (job === undefined || text === undefined) throw new Error('no job');
  return possibleTexts(text, job);
}

const os = '{ os: [ubuntu, windows] }';

test.each<[string, string, string | undefined, readonly string[]]>([
  ['without an expression', 'ubuntu', os, ['ubuntu']],
  ['each value of an axis', '${{ matrix.os }}', os, ['ubuntu', 'windows']],
  ['with text around', 'x-${{ matrix.os }}-y', os, ['x-ubuntu-y', 'x-windows-y']],
  ['in any case', '${{ Matrix.OS }}', os, ['ubuntu', 'windows']],
  ['of an entry', '${{ matrix.a.b }}', '{ a: [{ b: x }, { b: 1 }] }', ['x', '1']],
  ['of a list', '${{ matrix.a[1] }}', '{ a: [[x, y]] }', ['y']],
  ['of an addition', '${{ matrix.os }}', '{ include: [{ os: mac }] }', ['mac']],
  ['an axis that is not there', 'x${{ matrix.no }}', os, ['x']],
  ['known to the run only', '${{ inputs.os }}', os, ['${{ inputs.os }}']],
  ['an axis of an input', '${{ matrix.os }}', '{ os: ["${{ inputs.os }}"] }', ['${{ matrix.os }}']],
  ['a dynamic matrix', '${{ matrix.os }}', '"${{ fromJSON(inputs.m) }}"', ['${{ matrix.os }}', '']],
  [
    'a choice',
    "${{ inputs.os || 'ubuntu' }}",
    undefined,
    ["${{ inputs.os || 'ubuntu' }}", 'ubuntu'],
  ],
  ['a choice that is made', "${{ matrix.os || 'x' }}", os, ['ubuntu', 'windows']],
  ['a choice of none', "${{ matrix.no || 'x' }}", os, ['x']],
  [
    'a ternary',
    "${{ inputs.big && 'large' || 'small' }}",
    undefined,
    ["${{ inputs.big && 'large' || 'small' }}", 'large', 'small'],
  ],
  ['a ternary that is made', "${{ matrix.no && 'large' || 'small' }}", os, ['small']],
  ['a case', "${{ case(inputs.x, 'a', 'b') }}", undefined, ['a', 'b']],
  ['a comparison', '${{ matrix.os == 1 }}', os, ['${{ matrix.os == 1 }}']],
  ['a function', "${{ join('x') }}", os, ["${{ join('x') }}"]],
  [
    'a format',
    "${{ format('a{0}-{0}{1}', matrix.os, 7) }}",
    os,
    ['aubuntu-ubuntu7', 'awindows-windows7'],
  ],
  ['a format with braces', "${{ format('{{{0}}}', 'x') }}", undefined, ['{x}']],
  [
    'a format of what the run knows',
    "${{ format('a{0}', inputs.x) }}",
    undefined,
    ["${{ format('a{0}', inputs.x) }}"],
  ],
  [
    'a format that lacks a value',
    "${{ format('a{1}', 'x') }}",
    undefined,
    ["${{ format('a{1}', 'x') }}"],
  ],
  [
    'a format that GitHub refuses',
    "${{ format('a{', 'x') }}",
    undefined,
    ["${{ format('a{', 'x') }}"],
  ],
  ['an object', '${{ matrix.a }}', '{ a: [{ b: x }] }', ['Object']],
  ['two expressions', '${{ matrix.a }}${{ matrix.a }}', '{ a: [1, 2] }', ['11', '22']],
])('%s', (_name, runsOn, matrix, expected) => {
  expect(texts(runsOn, matrix)).toEqual(expected);
});

test('a text of many choices stays bounded', () => {
  const choice = "${{ inputs.x || 'a' }}";
  expect(texts(choice.repeat(30)).length).toBe(1000);
});
