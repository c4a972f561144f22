import { exampleFacts } from '../example-facts';
import { known } from '../facts';
import { inputsOf } from '../line-words';
import { measure } from '../measure';
import { defaultPolicy } from '../policy';
import { scoreOf } from '../score';
import { rate } from './rate';
import type { Severity } from './severity';

const vulnerable = (...ids: readonly string[]) => ({
  ...{ name: ids.join(), version: '1', ids, fixedIn: [] },
});
const ratings = new Map<string, Severity>([
  ['C', 'critical'],
  ['H', 'high'],
  ['M', 'medium'],
  ['L', 'low'],
]);

test.each<[string, readonly (readonly string[])[], number, string]>([
  ['nothing is rated', [['X']], 4, '1 vulnerable package'],
  ['the worst of a package', [['L', 'M']], 1.6, '1 vulnerable package (1 medium)'],
  ['low', [['L']], 0.4, '1 vulnerable package (1 low)'],
  ['critical and high alike', [['C'], ['H']], 8, '2 vulnerable packages'],
  ['what is not rated may be the worst', [['L', 'X']], 4, '1 vulnerable package'],
  ['several', [['H'], ['M'], ['L']], 6, '3 vulnerable packages (1 medium, 1 low)'],
])('%s', (_name, packages, lost, words) => {
  const value = rate(
    {
      packages: packages.map((ids) => vulnerable(...ids)),
      audited: 9,
      skipped: 0,
      skippedNames: [],
    },
    ratings,
  );
  const reports = { ...exampleFacts.reports, vulnerabilities: known(value) };
  const score = scoreOf(measure({ ...exampleFacts, reports }, defaultPolicy), defaultPolicy);
  const line = score.lines.find(({ id }) => id === 'vulnerabilities');
  expect(Number(((line?.maximum ?? 0) - (line?.points ?? 0)).toFixed(6))).toBe(lost);
  expect(line === undefined ? '' : inputsOf(line, score)).toBe(words);
});
