import { coveredShare } from './score';

test.each([
  [5, 10, 0.5],
  [0, 10, 0],
  [-1, 10, 0],
  [0, 0, 1],
  [1, 0, 0],
  [Infinity, 10, 0],
  [Infinity, Infinity, 0],
  [1, Infinity, 0],
])('%d of %d lines are a share of %d', (linesCovered, linesTotal, expected) => {
  const found = { linesCovered, linesTotal, branchesCovered: 0, branchesTotal: 0 };
  expect(coveredShare(found)).toBe(expected);
});
