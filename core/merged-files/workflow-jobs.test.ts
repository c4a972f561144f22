import * as fc from 'fast-check';
import { parse } from 'yaml';
import { jobsAmong, withJobs, withoutJobs } from './workflow-jobs';

const text = `name: Old # ours
on: [push]
jobs:
  # Style.
  lint:
    runs-on: ubuntu-latest
    steps:
      - run: |
          ruff check

          # not a comment of YAML
  docs: # stays
    runs-on: ubuntu-latest
    steps: [{ run: mkdocs build }]

  # Slow.
  test:
    needs: [docs]
    runs-on: ubuntu-latest
    steps:
      - run: pytest
# The end.
`;
const lint = text.slice(text.indexOf('  # Style'), text.indexOf('  docs:'));
const test = text.slice(text.indexOf('  # Slow'), text.indexOf('# The end'));

it.each([
  ['the first one, with its comment', ['lint'], text.replace(lint, '')],
  ['the last one, with its comment', ['test'], text.replace(test, '')],
  ['several', ['test', 'lint'], text.replace(lint, '').replace(test, '')],
  ['none that it does not have', ['other'], text],
])('removes %s, and leaves every other byte', (_which, ids, expected) => {
  expect(withoutJobs(text, ids)).toEqual({ text: expected });
});

it.each([
  ['a job that another one needs', text, ['docs'], 'has the job test, which needs docs'],
  [
    'a job that another one needs alone',
    'on: push\njobs:\n  a:\n    steps: []\n  b:\n    needs: a\n',
    ['a'],
    'has the job b, which needs a',
  ],
  [
    'all jobs',
    text,
    ['lint', 'docs', 'test'],
    'would have no jobs left; list the whole file in `replaces`',
  ],
  [
    'a job whose anchor another one uses',
    'on: push\njobs:\n  a: &job\n    steps: []\n  b: *job\n',
    ['a'],
    'cannot do without the lines of a, which others refer to',
  ],
  [
    'a job whose second anchor would give a name another meaning',
    'x: &n 1\non: push\njobs:\n  a:\n    env: &n { A: 1 }\n  b:\n    env: *n\n',
    ['a'],
    'cannot do without the lines of a, which others refer to',
  ],
  [
    'a job whose output callers get',
    'on:\n  workflow_call:\n    outputs:\n      v: { value: "${{ jobs.a.outputs.v }}" }\njobs:\n  a:\n    steps: []\n  b:\n    steps: []\n',
    ['a'],
    'gives its callers outputs of the job a',
  ],
  [
    'a job whose output callers get by an index',
    'on:\n  workflow_call:\n    outputs:\n      v: { value: "${{ jobs[\'a\'].outputs.v }}" }\njobs:\n  a:\n    steps: []\n  b:\n    steps: []\n',
    ['a'],
    'gives its callers outputs of the job a',
  ],
  [
    'a job in braces',
    'on: push\njobs: { a: {}, b: {} }\n',
    ['a'],
    'has under jobs no map with one entry a line',
  ],
])('refuses %s', (_what, source, ids, problem) => {
  expect(withoutJobs(source, ids)).toEqual({ problem });
});

it.each(['a-b', 'ab'])('takes an output of the job %s for no other one’s', (id) => {
  const source = `on:\n  workflow_call:\n    outputs:\n      v: { value: "\${{ jobs.${id}.outputs.v }}" }\njobs:\n  ${id}:\n    steps: []\n`;
  expect(withoutJobs(`${source}  a:\n    steps: []\n`, ['a'])).toEqual({ text: source });
});

it('refuses what is not valid YAML', () => {
  expect(withoutJobs('jobs: [', ['a'])).toEqual({
    problem: expect.stringContaining('is not valid YAML') as string,
  });
});

it('names the jobs that are there, in their order', () => {
  expect(jobsAmong(text, ['test', 'other', 'lint'])).toEqual(['lint', 'test']);
  expect(jobsAmong('jobs: [', ['test'])).toEqual([]);
  expect(jobsAmong('on: push\n', ['test'])).toEqual([]);
});

it.each([
  ['first', ['lint']],
  ['middle', ['docs']],
  ['last', ['test']],
  ['two', ['docs', 'lint']],
])('gives a job back beside its neighbour: %s', (_which, ids) => {
  const source = text.replace('    needs: [docs]\n', '');
  const less = withoutJobs(source, ids);
  if ('problem' in less) throw new Error(less.problem);
  const edited = less.text.replace('name: Old', 'name: New');
  expect(withJobs(edited, source, ids)).toEqual({ text: source.replace('name: Old', 'name: New') });
});

it('gives a job back behind those of a file that changed meanwhile, in its indent', () => {
  const changed = 'on: push\njobs:\n    other:\n        steps: []\n';
  expect(withJobs(changed, text, ['lint'])).toEqual({
    text: `${changed}${lint.replace(/^(?=.)/gm, '  ')}`,
  });
});

it('gives a job back where no jobs are left', () => {
  expect(withJobs('on: push', text, ['test'])).toEqual({ text: `on: push\njobs:\n${test}` });
});

it('leaves a job of the same name as it is', () => {
  const changed = 'on: push\njobs:\n  lint:\n    steps: []\n';
  expect(withJobs(changed, text, ['lint'])).toEqual({ text: changed });
});

it.each([
  ['jobs: [', text, ['lint'], /^is not valid YAML/],
  ['on: push\n', 'jobs: [', ['lint'], /^was not a workflow before$/],
  ['on: push\n', text, ['other'], /^did not have the job other before$/],
  ['on: push\njobs: { a: {} }\n', text, ['lint'], /^has under jobs no map with one entry a line$/],
  ['on: push\n', 'x: &x 1\njobs:\n  a:\n    env: *x\n', ['a'], /^cannot get the lines of a back$/],
])('does not give back into %j', (now, former, ids, problem) => {
  expect(withJobs(now, former, ids)).toEqual({ problem: expect.stringMatching(problem) as string });
});

const ids = ['a', 'b-c', 'd', 'e'] as const;
const jobText = (id: string, kind: number): string =>
  [
    `  ${id}:\n    steps:\n      - run: echo ${id}\n`,
    `  # ${id}\n  ${id}:\n    # inner\n    steps: []\n\n`,
    `  "${id}":\n    env:\n      A: |\n        x\n\n        y\n`,
  ][kind] ?? '';
const workflow = fc
  .record({ kinds: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)), tail: fc.nat(2) })
  .map(
    ({ kinds, tail }) =>
      `on: push\njobs:\n${ids.map((id, index) => jobText(id, kinds[index] ?? 0)).join('')}${['', '# end\n', 'env: {}\n'][tail] ?? ''}`,
  );

it('says the same but for the jobs, and everything once they are back', () => {
  fc.assert(
    fc.property(
      workflow,
      fc.subarray([...ids], { minLength: 1, maxLength: 3 }),
      (source, going) => {
        const less = withoutJobs(source, going);
        if ('problem' in less) throw new Error(less.problem);
        const before = parse(source) as { readonly jobs: object };
        const jobs = Object.entries(before.jobs).filter(([id]) => !going.includes(id as 'a'));
        expect(parse(less.text)).toEqual({ ...before, jobs: Object.fromEntries(jobs) });
        const back = withJobs(less.text, source, going);
        if ('problem' in back) throw new Error(back.problem);
        expect(parse(back.text)).toEqual(before);
      },
    ),
  );
});
