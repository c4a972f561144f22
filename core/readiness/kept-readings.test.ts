import * as fc from 'fast-check';
import { plausibleFacts } from './arbitrary-facts';
import { computeScore, exampleReports } from './example-facts';
import { findingsKept, known, missing, noReports } from './facts';
import { keepReadings, keptReadingsSchema, restoreReadings } from './kept-readings';
import { defaultPolicy } from './policy';

const at = '2026-01-10T00:00:00.000Z';
const gone = noReports('the artifacts are gone');

test('what was read of a run counts after its artifacts are gone, as if they were there', () => {
  fc.assert(
    fc.property(plausibleFacts, (facts) => {
      const kept = keptReadingsSchema.parse(
        JSON.parse(JSON.stringify(keepReadings(facts.reports, 7, at))),
      );
      const { documentation } = facts.reports;
      const { reports } = restoreReadings({ ...gone, documentation }, 7, kept);
      expect(computeScore({ ...facts, reports }, defaultPolicy).value).toBe(
        computeScore(facts, defaultPolicy).value,
      );
    }),
  );
});

test('what was read of another run does not', () => {
  const kept = keepReadings(exampleReports, 7, at);
  const nothing = { reports: gone, waived: {}, restored: false };
  expect(restoreReadings(gone, 8, kept)).toEqual(nothing);
  expect(restoreReadings(gone, 8, undefined)).toEqual(nothing);
});

test('a report that is there is not replaced', () => {
  const kept = keepReadings(exampleReports, 7, at);
  expect(restoreReadings(exampleReports, 7, kept)).toEqual({
    reports: exampleReports,
    waived: {},
    restored: false,
  });
  const one = { ...exampleReports, lint: missing<never>('gone') };
  expect(restoreReadings(one, 7, kept)).toEqual({
    reports: exampleReports,
    waived: {},
    restored: true,
  });
});

test('what was missing at first stays missing', () => {
  const kept = keepReadings({ ...exampleReports, lint: missing('no report') }, 7, at);
  expect(restoreReadings(gone, 7, kept).reports.lint).toEqual(gone.lint);
});

test('what is missing is not kept, and of findings as many as are shown', () => {
  const finding = { file: 'a.py', line: 1, rule: 'F401', message: 'm' };
  const first = Array.from({ length: findingsKept + 1 }, () => finding);
  const lint = known({ count: first.length, first });
  const { reports } = keepReadings({ ...exampleReports, lint, types: missing('gone') }, 7, at);
  expect(reports).not.toHaveProperty('types');
  expect(reports.lint).toEqual({ count: first.length, first: first.slice(0, findingsKept) });
});

test('what was waived is kept with a report, and gives way where the report is read again', () => {
  const before = { lint: [{ measure: 'findings', count: 3, until: '2026-02-01' }] };
  const now = { lint: [{ measure: 'findings', count: 1, until: '2026-03-01' }] };
  const kept = keptReadingsSchema.parse(
    JSON.parse(JSON.stringify(keepReadings(exampleReports, 7, at, before))),
  );
  expect(restoreReadings(gone, 7, kept).waived).toEqual(before);
  expect(restoreReadings(exampleReports, 7, kept, now).waived).toEqual(now);
  expect(restoreReadings(exampleReports, 7, kept).waived).toEqual({});
  expect(restoreReadings(gone, 8, kept).waived).toEqual({});
});
