import { deadlineMinutes } from './run-deadline';

test.each([
  [undefined, 350],
  ['', 350],
  ['90', 90],
  ['0.5', 0.5],
])('%j are %d minutes', (text, expected) => {
  expect(deadlineMinutes({ GATEHOUSE_DEADLINE_MINUTES: text })).toBe(expected);
});

test.each(['0', '-1', 'soon', 'Infinity'])('%s is refused', (text) => {
  expect(() => deadlineMinutes({ GATEHOUSE_DEADLINE_MINUTES: text })).toThrow(
    `GATEHOUSE_DEADLINE_MINUTES must be a number of minutes above 0; found "${text}"`,
  );
});
