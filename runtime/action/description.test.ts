import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { withDefaults } from './description';

const committed = readFileSync(path.join(__dirname, 'action.yml'), 'utf8');

test('action.yml has the defaults that the generator writes', () => {
  expect(withDefaults(committed)).toBe(committed);
});

test('a stale default is replaced, and an input without one is named', () => {
  const stale = committed.replace("default: '90'", "default: '91'");
  expect(stale).not.toBe(committed);
  expect(withDefaults(stale)).toBe(committed);
  expect(() => withDefaults('inputs: {}\n')).toThrow('no default of the input threshold');
});
