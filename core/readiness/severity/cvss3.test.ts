import * as fc from 'fast-check';
import { cvss3Score, ratingOf } from './cvss3';

// Scores that FIRST publishes for these vulnerabilities: https://www.first.org/cvss/v3.1/examples
test.each([
  ['CVE-2013-1937', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1],
  ['CVE-2013-0375', 'CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N', 6.4],
  ['CVE-2014-3566', 'CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N', 3.1],
  ['CVE-2012-1516', 'CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H', 9.9],
  ['CVE-2009-0783', 'CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L', 4.2],
  ['CVE-2012-0384', 'CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H', 8.8],
  ['CVE-2014-0160', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', 7.5],
  ['CVE-2014-6271', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
  ['version 3.0, another order', 'CVSS:3.0/S:U/C:H/I:H/A:H/AV:N/AC:L/PR:N/UI:N', 9.8],
  ['metrics of a time', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N/E:P/RL:O', 7.5],
  ['no impact', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0],
])('%s', (_name, vector, score) => {
  expect(cvss3Score(vector)).toBe(score);
});

test.each([
  ['another version', 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N'],
  ['no version', 'AV:N/AC:L/Au:N/C:P/I:P/A:P'],
  ['a metric is missing', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H'],
  ['no scope', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/C:H/I:H/A:H'],
  ['a value of none', 'CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'],
  ['a name of every object', 'CVSS:3.1/AV:constructor/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'],
  ['a metric twice', 'CVSS:3.1/AV:N/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'],
])('no score: %s', (_name, vector) => {
  expect(cvss3Score(vector)).toBeUndefined();
});

test('every vector has a score from 0 to 10 with one decimal place, and any text an answer', () => {
  const values = {
    AV: 'NALP',
    AC: 'LH',
    PR: 'NLH',
    UI: 'NR',
    S: 'UC',
    C: 'HLN',
    I: 'HLN',
    A: 'HLN',
  };
  const vectors = fc
    .tuple(
      ...Object.entries(values).map(([name, all]) =>
        fc.constantFrom(...all).map((one) => `${name}:${one}`),
      ),
    )
    .map((parts) => `CVSS:3.1/${parts.join('/')}`);
  fc.assert(
    fc.property(vectors, (vector) => {
      const score = cvss3Score(vector) ?? NaN;
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(10);
      expect(Number((score * 10).toFixed(6)) % 1).toBe(0);
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => cvss3Score(text) === undefined));
});

test.each([
  [10, 'critical'],
  [9, 'critical'],
  [8.9, 'high'],
  [7, 'high'],
  [6.9, 'medium'],
  [4, 'medium'],
  [3.9, 'low'],
  [0.1, 'low'],
  [0, undefined],
])('%s is %s', (score, rating) => {
  expect(ratingOf(score)).toBe(rating);
});
