import { maximumDepth, maximumReportBytes } from './parsed';
import { numeric, walkXml } from './xml';

function walk(text: string, roots: readonly string[] = ['a', 'b']) {
  const seen: string[] = [];
  const result = walkXml(text, 'r.xml', roots, {
    open: (name, attributes) => seen.push(`<${name} ${JSON.stringify(attributes)}`),
    close: (name) => seen.push(`>${name}`),
  });
  return { seen, result };
}
const problem = (text: string) => {
  const { result } = walk(text);
  return result.ok ? undefined : result.problems[0];
};

test('elements are visited in their order, with their attributes', () => {
  const { seen, result } = walk('<?xml version="1.0"?><!-- c --><a x="1"><c y="&lt;"/>text</a>');
  expect(result).toEqual({ ok: true, value: undefined });
  expect(seen).toEqual(['<a {"x":"1"}', '<c {"y":"<"}', '>c', '>a']);
  expect(walk('<b/>').result.ok).toBe(true);
});

test('another root is refused with the allowed ones', () => {
  expect(problem('<c/>')).toEqual({
    code: 'report-shape',
    file: 'r.xml',
    message: 'the XML report is refused',
    found: 'the root element is <c>',
    allowed: 'a complete <a> or <b> document without entities of its own',
  });
  expect(walk('<a><c/></a>').result.ok).toBe(true);
  expect(walk(`<${'c'.repeat(50)}/>`).result).toMatchObject({
    problems: [{ found: `the root element is <${'c'.repeat(39)}…>` }],
  });
});

test('nesting is counted by what is open', () => {
  const nested = (depth: number) => `<a>${'<x>'.repeat(depth - 1)}${'</x>'.repeat(depth - 1)}</a>`;
  expect(walk(nested(maximumDepth)).result.ok).toBe(true);
  expect(problem(nested(maximumDepth + 1))).toMatchObject({
    code: 'report-too-deep',
    found: 'the report is nested too deeply',
  });
  expect(walk(`<a>${'<x></x>'.repeat(200)}</a>`).result.ok).toBe(true);
});

test('the attributes of one element are counted', () => {
  const element = (count: number) =>
    `<x ${Array.from({ length: count }, (_, index) => `n${index}="1"`).join(' ')}/>`;
  expect(walk(`<a>${element(64)}${element(64)}</a>`).result.ok).toBe(true);
  expect(problem(`<a>${element(65)}</a>`)).toMatchObject({
    code: 'report-too-large',
    found: 'an element has too many attributes',
  });
});

test('a report of more characters than the limit is not walked', () => {
  const { seen, result } = walk(`<a>${' '.repeat(maximumReportBytes)}</a>`);
  expect(seen).toEqual([]);
  expect(result).toMatchObject({
    problems: [
      {
        code: 'report-too-large',
        message: 'the report is too large to be read',
        found: `${maximumReportBytes + 7} characters`,
        allowed: `up to ${maximumReportBytes}`,
      },
    ],
  });
});

test('a report that is longer than a piece of it is walked whole', () => {
  const { seen, result } = walk(`<a>${`<x y="${'z'.repeat(1000)}"/>`.repeat(200)}</a>`);
  expect(result.ok).toBe(true);
  expect(seen).toHaveLength(402);
});

test.each([
  ['<!DOCTYPE a><a/>'],
  [
    '<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd"><a/>',
  ],
  [`<!--${'x'.repeat(5000)}--><!DOCTYPE a PUBLIC "-//a" "a.dtd"><a/>`],
])('a document type that only names a file is passed over: %#', (text) => {
  expect(problem(text)).toBeUndefined();
});

test.each([
  ['<?xml version="1.0"?>\n<!-- c -->\n<!DOCTYPE a [<!ENTITY e "x">]><a/>'],
  ['<!DOCTYPE a SYSTEM "a.dtd" [<!ENTITY e "x">]><a>&e;</a>'],
  ['<!DOCTYPE a []><a/>'],
  [`<!--${'x'.repeat(5000)}--><!DOCTYPE a [<!ENTITY e "x">]><a/>`],
  [`<!DOCTYPE a SYSTEM "${'x'.repeat(1000)}"><a/>`],
])('one with an internal subset is refused: %#', (text) => {
  expect(problem(text)).toMatchObject({
    code: 'report-doctype',
    found: 'the report declares a document type of its own',
  });
});

test('an entity of the named file is not known', () => {
  expect(problem('<!DOCTYPE a SYSTEM "a.dtd"><a>&e;</a>')).toMatchObject({ code: 'report-syntax' });
});

test('a declaration that never ends is refused before it is collected', () => {
  const endless = `<!DOCTYPE a [${'<!ENTITY e "x">'.repeat(10_000)}`;
  expect(problem(endless)).toMatchObject({ code: 'report-doctype' });
});

test('the word of a declaration in a text is none', () => {
  expect(walk('<a x="&lt;!DOCTYPE">&lt;!DOCTYPE a></a>').result.ok).toBe(true);
});

test.each([['<a>'], ['<a></b>'], ['<a/><a/>'], ['text'], ['<a>&none;</a>'], ['']])(
  'what is no complete document is refused: %j',
  (text) => {
    expect(problem(text)).toMatchObject({ code: 'report-syntax' });
    expect(problem(text)?.found).not.toContain('r.xml:');
  },
);

test('an error of the visitor is none of the report', () => {
  const broken = () =>
    walkXml('<a/>', 'r.xml', ['a'], {
      open: () => {
        throw new RangeError('a mistake');
      },
      close: () => undefined,
    });
  expect(broken).toThrow(new RangeError('a mistake'));
});

test.each([
  ['3', 3],
  ['0', 0],
  ['0.25', 0.25],
  [' 7 ', 7],
  ['1e3', 1000],
  [undefined, undefined],
  ['', undefined],
  [' ', undefined],
  ['x', undefined],
  ['-1', undefined],
  ['Infinity', undefined],
  ['NaN', undefined],
])('the attribute %j is the number %s', (value, expected) => {
  expect(numeric(value)).toBe(expected);
});

test('a text of exactly the limit is read', () => {
  expect(walk('<a/>'.padEnd(maximumReportBytes)).result.ok).toBe(true);
});

test('elements are read up to their limit', () => {
  let opened = 0;
  const text = `<a>${'<b/>'.repeat(2_000_000)}</a>`;
  const result = walkXml(text, 'r.xml', ['a'], {
    open: () => (opened += 1),
    close: () => undefined,
  });
  expect(result).toMatchObject({
    problems: [{ code: 'report-too-large', found: 'too many elements' }],
  });
  expect(opened).toBe(2_000_000);
});

test.each([0, 5000])('a declaration behind %d characters may have 1000 characters', (before) => {
  const declared = (length: number) =>
    `<!--${'x'.repeat(before)}--><!DOCTYPE${` a SYSTEM "${'x'.repeat(length)}`.slice(0, length - 1)}"><a/>`;
  expect(walk(declared(1000)).result.ok).toBe(true);
  expect(problem(declared(1001))).toMatchObject({ code: 'report-doctype' });
});
