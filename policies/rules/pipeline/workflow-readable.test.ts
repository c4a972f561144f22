import { judgeText } from '../../fixtures/judge';
import { workflowReadable } from './workflow-readable';

test.each<[string, string, readonly string[]]>([
  ['a job', 'on: push\njobs:\n  a:\n    steps: []\n', []],
  ['no jobs on purpose', 'on: push\njobs: {}\n', []],
  ['no trigger', 'jobs:\n  a:\n    steps: []\n', ['1:1 the workflow has no trigger']],
  ['an empty trigger', 'on:\njobs:\n  a:\n    steps: []\n', ['1:1 the workflow has no trigger']],
  ['no jobs key', 'on: push\n', ['1:1 the workflow has no jobs']],
  ['an empty jobs key', 'on: push\njobs:\n', ['1:1 the workflow has no jobs']],
  [
    'an empty mapping of another key that ends in jobs',
    'on: push\nenv:\n  jobs: {}\n',
    ['1:1 the workflow has no jobs'],
  ],
  [
    'a list',
    '- on\n- jobs\n',
    ['1:1 the workflow cannot be read: a workflow is a mapping of keys'],
  ],
  ['nothing', '', ['1:1 the workflow cannot be read: a workflow is a mapping of keys']],
  [
    'a key twice',
    'on: push\non: pull_request\njobs: {}\n',
    ['2:1 the workflow cannot be read: Map keys must be unique'],
  ],
])('workflow-readable: %s', (_name, text, expected) => {
  expect(judgeText(workflowReadable, text)).toEqual(expected);
});
