import { conclusionSchema } from './conclusion';
import { found, known, missing } from './facts';
import { presentTitle } from './policy';

test('a missing reading has what was found before the check stopped, and no such key otherwise', () => {
  expect(missing('gone')).toStrictEqual({ state: 'missing', reason: 'gone' });
  expect(missing('stopped', 2)).toStrictEqual({ state: 'missing', reason: 'stopped', partial: 2 });
  expect(found(known(1))).toBe(1);
  expect(found(missing('stopped', 2))).toBe(2);
  expect(found(missing('gone'))).toBeUndefined();
});

test.each([
  [null, null],
  ['success', 'success'],
  ['a word of tomorrow', 'unknown'],
])('the conclusion %j is read as %j', (written, read) => {
  expect(conclusionSchema.parse(written)).toBe(read);
});

test.each([
  ['Tests', 'Tests'],
  [['Tests', 'Old tests'] as const, 'Tests'],
])('the present title of %j is %s', (job, title) => {
  expect(presentTitle(job)).toBe(title);
});
