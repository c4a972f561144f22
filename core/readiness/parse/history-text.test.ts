import { formatProblem } from '../../kernel/problem';
import { emptyHistory } from '../history';
import { parseHistory } from './history-text';

const problemsOf = (value: unknown): readonly string[] => {
  const parsed = parseHistory(
    typeof value === 'string' ? value : JSON.stringify(value),
    'history.json',
    'restore it',
  );
  return parsed.ok ? [] : parsed.problems.map(formatProblem);
};

test('what a newer version added is ignored', () => {
  const slack = { ...emptyHistory.slack, thread: '1' };
  const newer = { ...emptyHistory, slack, forecast: [1, 2] };
  expect(parseHistory(JSON.stringify(newer), 'history.json', '')).toEqual({
    ok: true,
    value: emptyHistory,
  });
});

test.each([
  [
    'of a newer version',
    { ...emptyHistory, version: 2 },
    'history.json: version: was written by a newer version of Gatehouse; found 2; allowed: 1; run that version again, or a newer one; nothing is lost',
  ],
  ['damaged', { version: 1 }, 'restore it'],
  ['cut short', '{"version": 2', 'restore it'],
])('one that is %s says what to do', (_name, value, text) => {
  const problems = problemsOf(value);
  expect(problems.length).toBeGreaterThan(0);
  for (const problem of problems) expect(problem).toContain(text);
});
