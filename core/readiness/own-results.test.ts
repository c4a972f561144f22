import { exampleReports } from './example-facts';
import { known, missing, type Reading, type ReportFacts } from './facts';
import { ownResults } from './own-results';

const names = { lint: 'Lint & Format', test: 'Test Suite', security: 'Security Scan' };
const green = { 'Lint & Format': 'success', 'Test Suite': 'success', 'Security Scan': 'success' };
const gone: Reading<never> = missing('is missing');
const caseOf = (outcome: 'passed' | 'failed' | 'skipped') => ({
  id: outcome,
  outcome,
  reruns: 0,
  seconds: 0,
});

test.each<[string, Partial<ReportFacts>, object]>([
  ['every report is good', {}, {}],
  [
    'ruff found something',
    { lint: known({ count: 1, first: [] }) },
    { 'Lint & Format': 'failure' },
  ],
  [
    'black would reformat something',
    { format: known({ count: 1 }) },
    { 'Lint & Format': 'failure' },
  ],
  ['there is no report of ruff', { lint: gone }, { 'Lint & Format': 'skipped' }],
  ['there is no report of black', { format: gone }, { 'Lint & Format': 'skipped' }],
  [
    'ruff found something and there is no report of black',
    { lint: known({ count: 1, first: [] }), format: gone },
    { 'Lint & Format': 'failure' },
  ],
  [
    'a test failed',
    { tests: known({ cases: [caseOf('passed'), caseOf('failed')] }) },
    { 'Test Suite': 'failure' },
  ],
  ['a test was skipped', { tests: known({ cases: [caseOf('passed'), caseOf('skipped')] }) }, {}],
  ['there is no test', { tests: known({ cases: [] }) }, {}],
  ['there is no report of the tests', { tests: gone }, { 'Test Suite': 'skipped' }],
  [
    'bandit found something, which is for the score',
    { codeScan: known({ high: 9, medium: 9, low: 9, first: [] }) },
    {},
  ],
  ['there is no report of bandit', { codeScan: gone }, { 'Security Scan': 'skipped' }],
])('%s', (_name, reports, different) => {
  expect(ownResults({ ...exampleReports, ...reports }, names)).toEqual({ ...green, ...different });
});

test.each<[string, readonly string[], Partial<ReportFacts>, object]>([
  ['what the linter found', ['lint'], { lint: known({ count: 1, first: [] }) }, {}],
  ['what the formatter found', ['format'], { format: known({ count: 1 }) }, {}],
  ['failing tests', ['tests'], { tests: known({ cases: [caseOf('failed')] }) }, {}],
  [
    'no other gate',
    ['format', 'tests'],
    { lint: known({ count: 1, first: [] }) },
    { 'Lint & Format': 'failure' },
  ],
  ['no missing report', ['lint'], { lint: gone }, { 'Lint & Format': 'skipped' }],
])('let pass: %s', (_name, gates, reports, different) => {
  expect(ownResults({ ...exampleReports, ...reports }, names, new Set(gates))).toEqual({
    ...green,
    ...different,
  });
});
