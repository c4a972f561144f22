import { type ValueMap } from '../protocol/values';
import { readState, stateOutputs, type WorkflowCommitState } from './state';

const state: WorkflowCommitState = {
  commitSha: 'c',
  headSha: 'h',
  blobs: { a: '1' },
  executables: ['a'],
  assetBlobs: { hash: '1' },
  checks: ['CI'],
  checksOnBranch: ['Old'],
  pending: true,
  ownedOnBase: ['b'],
  baseBlobs: { b: '2' },
  replaced: { a: '100644 3', c: '100755 4' },
  replaces: ['c'],
  replacedJobs: { 'old.yml': ['5 lint test', '6 docs'] },
  replacesJobs: { 'old.yml': ['lint'] },
  merged: [],
  pullRequestBranch: 'work',
  pullRequestNumber: 7,
  pullRequestUrl: 'https://github.com/acme/orders/pull/7',
  shared: { path: 'CODEOWNERS', block: '* @olga', isMade: true },
  owner: { stack: 'acme/gatehouse/prod', branch: 'gatehouse-data' },
};
const empty: WorkflowCommitState = {
  commitSha: '',
  headSha: '',
  blobs: {},
  executables: [],
  assetBlobs: {},
  checks: [],
  checksOnBranch: [],
  pending: false,
  ownedOnBase: [],
  baseBlobs: {},
  replaced: {},
  replaces: [],
  replacedJobs: {},
  replacesJobs: {},
  merged: [],
  pullRequestBranch: undefined,
  pullRequestNumber: undefined,
  pullRequestUrl: undefined,
  shared: undefined,
  owner: undefined,
};

it('a state is read from the outputs that it was written to, with what is an input', () => {
  const outputs = stateOutputs(state);
  expect(outputs).not.toHaveProperty('checks');
  expect(outputs).not.toHaveProperty('owner');
  expect(outputs).not.toHaveProperty('replaces');
  expect(outputs).not.toHaveProperty('replacesJobs');
  const replacesJobs = { 'old.yml': ['lint'] };
  const owner = { stack: 'acme/gatehouse/prod', branch: 'gatehouse-data' };
  expect(readState({ checks: ['CI'], replaces: ['c'], replacesJobs, owner, ...outputs })).toEqual(
    state,
  );
});

it('a state without a pull request says so by null', () => {
  const outputs = stateOutputs(empty);
  expect(outputs).toMatchObject({
    pullRequestBranch: null,
    pullRequestNumber: null,
    pullRequestUrl: null,
  });
  expect(outputs).not.toHaveProperty('replacedJobs');
  expect(readState(outputs)).toEqual(empty);
});

it.each<[string, ValueMap]>([
  ['nothing', {}],
  [
    'values of other types',
    {
      commitSha: 1,
      headSha: null,
      blobs: 'x',
      executables: 'a',
      assetBlobs: ['x'],
      checks: {},
      checksOnBranch: null,
      pending: 'true',
      ownedOnBase: 1,
      baseBlobs: null,
      pullRequestBranch: '',
      pullRequestNumber: '7',
      pullRequestUrl: 7,
    },
  ],
])('%s is the state of nothing', (_name, outputs) => {
  expect(readState(outputs)).toEqual(empty);
});

it('a blob that is no text is none', () => {
  expect(readState({ blobs: { a: '1', b: 2 } }).blobs).toEqual({ a: '1' });
});
