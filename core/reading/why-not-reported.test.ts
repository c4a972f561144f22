import { isUnreadable, readWorkflow } from './read-workflow';
import { whyNotReported } from './why-not-reported';
import { type Workflow } from './workflow';

function workflowOf(on: string): Workflow {
  const result = readWorkflow('.github/workflows/ci.yml', `on: ${on}\njobs: {}\n`);
  if (isUnreadable(result)) throw new Error(result.reason);
  return result;
}

describe('why checks are not reported on pull requests to main', () => {
  const filtered =
    'has a path filter on pull_request, and a filtered run leaves the check pending forever';
  test.each<[string, string, string | undefined]>([
    ['pull_request', 'pull_request', undefined],
    ['[push, pull_request]', '[push, pull_request]', undefined],
    ['pull_request_target', 'pull_request_target', undefined],
    ['push', 'push', 'does not run on pull_request'],
    ['merge_group', 'merge_group', 'does not run on pull_request'],
    ['no filter', '{ pull_request: }', undefined],
    ['paths', '{ pull_request: { paths: [src/**] } }', filtered],
    ['ignored paths', '{ pull_request: { paths-ignore: [docs/**] } }', filtered],
    ['paths of pushes', '{ push: { paths: [src/**] }, pull_request: }', undefined],
    ['the branch', '{ pull_request: { branches: [main] } }', undefined],
    ['a pattern of it', '{ pull_request: { branches: ["ma*"] } }', undefined],
    [
      'another branch',
      '{ pull_request: { branches: [develop] } }',
      'does not run on pull requests to main',
    ],
    [
      'the branch taken out again',
      '{ pull_request: { branches: ["**", "!main"] } }',
      'does not run on pull requests to main',
    ],
    [
      'the branch ignored',
      '{ pull_request: { branches-ignore: [main] } }',
      'ignores pull requests to main',
    ],
    ['another branch ignored', '{ pull_request: { branches-ignore: ["docs/**"] } }', undefined],
    [
      'the default types',
      '{ pull_request: { types: [opened, synchronize, reopened] } }',
      undefined,
    ],
    [
      'more types',
      '{ pull_request: { types: [opened, synchronize, reopened, labeled] } }',
      undefined,
    ],
    [
      'opened alone',
      '{ pull_request: { types: [opened] } }',
      'does not run when a pull request is synchronize',
    ],
    [
      'without opened',
      '{ pull_request: { types: [synchronize, reopened] } }',
      'does not run when a pull request is opened',
    ],
    [
      'without synchronize',
      '{ pull_request: { types: [opened, reopened] } }',
      'does not run when a pull request is synchronize',
    ],
    [
      'without reopened',
      '{ pull_request: { types: [opened, synchronize] } }',
      'does not run when a pull request is reopened',
    ],
    [
      'one of two triggers reports',
      '{ pull_request: { paths: [src] }, pull_request_target: }',
      undefined,
    ],
    [
      'neither of two triggers reports: the first reason',
      '{ pull_request: { branches: [x] }, pull_request_target: { paths: [src] } }',
      'does not run on pull requests to main',
    ],
  ])('%s', (_name, on, expected) => {
    expect(whyNotReported(workflowOf(on), 'main')).toBe(expected);
  });
});

describe('why checks are not reported in the merge queue of main', () => {
  test.each<[string, string | undefined]>([
    ['merge_group', undefined],
    ['[pull_request, merge_group]', undefined],
    ['pull_request', 'does not run on merge_group'],
    ['{ pull_request: { paths: [src] }, merge_group: }', undefined],
    ['{ merge_group: { types: [checks_requested] } }', undefined],
    ['{ merge_group: { branches: [main] } }', undefined],
    ['{ merge_group: { branches: [develop] } }', 'does not run on the merge queue of main'],
    ['{ merge_group: { branches-ignore: [ma*] } }', 'ignores the merge queue of main'],
  ])('%s', (on, expected) => {
    expect(whyNotReported(workflowOf(on), 'main', 'merge_group')).toBe(expected);
  });
});

describe('why checks are not reported on pushes to main', () => {
  test.each<[string, string | undefined]>([
    ['push', undefined],
    ['{ push: { branches: main } }', undefined],
    ['{ push: { branches: [main], tags: ["v*"] } }', undefined],
    ['pull_request', 'does not run on push'],
    ['{ push: { branches: [develop] } }', 'does not run on pushes to main'],
    ['{ push: { branches-ignore: [main] } }', 'ignores pushes to main'],
    ['{ push: { tags: ["v*"] } }', 'runs on tags alone'],
    ['{ push: { tags-ignore: ["v*"] } }', 'runs on tags alone'],
  ])('%s', (on, expected) => {
    expect(whyNotReported(workflowOf(on), 'main', 'push')).toBe(expected);
  });
});
