import { ejectEntry } from './eject';

const text = `repositories:
  - name: orders # first
    gates:
      coverage: 80
  # the second
  - name: billing
  - { name: flow }
`;

it.each([
  ['Orders', 'coverage: 80\n', 'coverage: 80\n    eject: true\n'],
  ['billing', 'name: billing\n', 'name: billing\n    eject: true\n'],
])('marks %s, and leaves every other line', (name, before, after) => {
  const ejected = text.replace(before, after);
  expect(ejectEntry('f.yaml', text, name)).toEqual({ ok: true, text: ejected });
  expect(ejectEntry('f.yaml', ejected, name)).toMatchObject({
    ok: false,
    problems: [{ message: 'has `eject` already' }],
  });
});

it('marks the last entry of a file without a last line break', () => {
  expect(ejectEntry('f.yaml', 'repositories:\n  - name: a', 'a')).toEqual({
    ok: true,
    text: 'repositories:\n  - name: a\n    eject: true\n',
  });
});

it.each([
  ['other', 'has no entry here'],
  ['flow', 'cannot be changed line by line'],
])('refuses %s', (name, message) => {
  expect(ejectEntry('f.yaml', text, name)).toMatchObject({
    ok: false,
    problems: [{ file: 'f.yaml', path: name, message }],
  });
});
