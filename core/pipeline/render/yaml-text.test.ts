import fc from 'fast-check';
import { parse } from 'yaml';
import { Commented, yamlText } from './yaml-text';

describe('yamlText', () => {
  it.each([
    'on',
    'off',
    'yes',
    'no',
    'y',
    'N',
    'true',
    'null',
    '~',
    '',
    '1e3',
    '08',
    '010',
    '0x1f',
    '3.10',
    '1_000',
    '12:30:45',
    '1:20',
    '0o7',
    '2026-01-01T09:00:00Z',
    'NULL',
    'Yes',
    '+1',
    '1.',
    '.5',
    '? a',
    '|',
    '>',
    '2026-01-01',
    '.inf',
    '=',
    '<<',
    '- a',
    'a: b',
    'a #b',
    ' a',
    '*a',
    '&a',
    '!a',
    '%a',
    '@a',
    '`a',
    '{a',
    '[a',
    "'",
    '"',
  ])('keeps the text %j a text for YAML 1.1 and 1.2 readers, as value and as key', (text) => {
    const rendered = yamlText([], { value: text, keys: { [text]: 1 } });
    for (const version of ['1.1', '1.2'] as const) {
      expect(parse(rendered, { version, merge: false })).toEqual({
        value: text,
        keys: { [text]: 1 },
      });
    }
  });

  it('quotes the key on', () => {
    expect(yamlText([], { on: { push: {} } })).toBe('"on":\n  push: {}\n');
  });

  it('gives any text back to readers of both versions', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
        const clean = texts.map((text) => text.replace(/[\ud800-\udfff\ufeff]|\r/g, ''));
        const rendered = yamlText(['header'], { clean });
        for (const version of ['1.1', '1.2'] as const) {
          expect(parse(rendered, { version })).toEqual({ clean });
        }
      }),
    );
  });

  it('renders a script as a literal block and never folds a long line', () => {
    const script = `echo '${'x'.repeat(300)}'\n# a: b\n\n  indented\n`;
    expect(yamlText([], { run: script })).toBe(
      `run: |\n  echo '${'x'.repeat(300)}'\n  # a: b\n\n    indented\n`,
    );
  });

  it('puts a comment behind its value and the header on top', () => {
    expect(yamlText(['Generated'], { uses: new Commented('a/b@1', 'v1'), run: undefined })).toBe(
      '# Generated\n\nuses: a/b@1 # v1\n',
    );
  });
});
