import fc from 'fast-check';
import { parseViolation } from './parse-violation';
import { formatViolation } from './violation';

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,11}$/);
const sentence = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
const place = fc.oneof(
  fc.record({
    repository: fc.oneof(
      word,
      fc.tuple(word, word).map((parts) => parts.join('/')),
    ),
    file: fc.oneof(
      word.map((name) => `.github/workflows/${name}.yml`),
      word.map((branch) => `branch ${branch}`),
    ),
  }),
  fc.record({
    file: word.map((name) => `.github/workflows/${name}.yaml`),
    line: fc.integer({ min: 1, max: 9_999 }),
    column: fc.integer({ min: 1, max: 200 }),
  }),
  fc.constant({}),
);

test('what a violation was written from comes back', () => {
  fc.assert(
    fc.property(
      place,
      sentence,
      sentence,
      fc.option(
        word.map((key) => `gates.${key}`),
        { nil: undefined },
      ),
      (where, message, fix, setting) => {
        const parts = { ...where, message, fix, ...(setting === undefined ? {} : { setting }) };
        const text = formatViolation({
          ...parts,
          rule: 'r',
          severity: 'low',
          confidence: 'high',
          link: '',
        });
        expect(parseViolation(text)).toEqual(parts);
      },
    ),
  );
});

test.each([
  'S3 buckets must be encrypted.',
  'see ci.yml:3 for the reason',
  "can't run policy 'x' during preview: values are not known; try again",
])('a text of another pack stays whole: %s', (text) => {
  expect(parseViolation(text)).toEqual({ message: text });
});

test('a file that ends in a colon and number is read as a position', () => {
  expect(
    parseViolation('acme/x .github/workflows/ci.yml:12:9 m; fix: f; config key: gates.lint'),
  ).toEqual({
    repository: 'acme/x',
    file: '.github/workflows/ci.yml',
    line: 12,
    column: 9,
    message: 'm',
    fix: 'f',
    setting: 'gates.lint',
  });
});
