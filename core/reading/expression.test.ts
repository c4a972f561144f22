import * as fc from 'fast-check';
import { expressionsIn, expressionsOf, onlyExpressionIn, replaceExpressions } from './expression';
import { nodesOf, parseExpression } from './expression-tree';
import { mayBe, pathOf, valuesOf } from './expression-values';
import { isUnreadable, readWorkflow } from './read-workflow';

describe('the expressions of a text', () => {
  test.each<[string, readonly string[]]>([
    ['none', []],
    ['${{ a }}', ['a']],
    ['x ${{ a }} y ${{b}}', ['a', 'b']],
    ["${{ format('}}{0}', a) }}", ["format('}}{0}', a)"]],
    ["${{ 'it''s }}' }}", ["'it''s }}'"]],
    ['${{ a', []],
    ['${{ a }} ${{ b', ['a']],
    // GitHub looks for the end of the first one, and finds none.
    ["${{ it's ${{ a }}", []],
    ['${{ a\n  && b }}', ['a\n  && b']],
    ['${{}}', ['']],
    ['$ {{ a }}', []],
  ])('%j', (text, bodies) => {
    expect(expressionsIn(text).map(({ body }) => body)).toEqual(bodies);
  });

  it('are its parts, in order and without overlap', () => {
    const part = fc.constantFrom('${{', '}}', "'", ' ', 'a', '$', '{', '\n');
    fc.assert(
      fc.property(
        fc.array(part).map((parts) => parts.join('')),
        (text) => {
          let end = 0;
          for (const span of expressionsIn(text)) {
            expect(span.start).toBeGreaterThanOrEqual(end);
            const source = text.slice(span.start, span.end);
            expect(source).toBe(`\${{${source.slice(3, -2)}}}`);
            expect(source.slice(3, -2).trim()).toBe(span.body);
            end = span.end;
          }
          expect(replaceExpressions(text, (_body, whole) => whole)).toBe(text);
        },
      ),
    );
  });

  test.each<[string, string | undefined]>([
    ['${{ a }}', 'a'],
    ['${{ a }} ', undefined],
    [' ${{ a }}', undefined],
    ['${{ a }}${{ b }}', undefined],
    ['a', undefined],
    ["${{ '}}' }}", "'}}'"],
  ])('%j is only %j', (text, body) => {
    expect(onlyExpressionIn(text)).toBe(body);
  });

  it('are each replaced by what is given, dollar signs included', () => {
    expect(replaceExpressions('a ${{ x }} b ${{ y }}', (body) => `$&${body}`)).toBe('a $&x b $&y');
  });
});

describe('the place of an expression', () => {
  const places = (...lines: readonly string[]): readonly string[] => {
    const text = ['on: push', 'jobs:', '  a:', '    steps:', ...lines, ''].join('\n');
    const workflow = readWorkflow('ci.yml', text);
    if (isUnreadable(workflow)) throw new Error(workflow.reason);
    return workflow.expressionTexts
      .flatMap(expressionsOf)
      .map(({ line, column, body }) => `${line}:${column} ${body}`);
  };
  test.each<[string, readonly string[], readonly string[]]>([
    ['a plain scalar', ['    - run: echo ${{ a }} ${{ b }}'], ['5:17 a', '5:26 b']],
    ['a block', ['    - run: |', '        echo', '        ${{ a }}'], ['7:9 a']],
    ['single quotes', ["    - run: 'x ${{ f(''y'') }}'"], ["5:15 f('y')"]],
    // An escape hides it in the source: the scalar is named.
    ['an escape', ['    - run: "x $\\u007b{ a }}"'], ['5:12 a']],
    ['a folded line', ['    - run: "x $\\', '        {{ a }}"'], ['5:12 a']],
    ['any key', ['    - new-key: { deep: ["${{ a }}"] }'], ['5:26 a']],
    ['an anchor, once', ['    - &x { run: "${{ a }}" }', '    - *x'], ['5:18 a']],
  ])('in %s', (_name, lines, expected) => {
    expect(places(...lines)).toEqual(expected);
  });
});

describe('the tree of an expression', () => {
  test.each(['github.event.issue.title', 'Secrets.X_y', 'steps.a-b.outputs.c-d', 'env.A1'])(
    'of a path of names is that which the parser gives: %s',
    (body) => {
      expect(parseExpression(body)).toBeDefined();
      // Parentheses are the tree's own, and only the parser reads them.
      expect(parseExpression(body)).toEqual(parseExpression(`(${body})`));
    },
  );

  test.each(['', ' ', 'a ==', "'open", 'a b', '(a', 'f(a', `${'('.repeat(60)}a${')'.repeat(60)}`])(
    '%j is none',
    (body) => {
      expect(parseExpression(body)).toBeUndefined();
    },
  );

  it('is not read beyond the length that GitHub takes', () => {
    const body = (length: number): string => `'${'x'.repeat(length - 2)}'`;
    expect(parseExpression(body(21_000))).toBeDefined();
    expect(parseExpression(body(21_001))).toBeUndefined();
  });

  it('takes contexts and functions that the parser does not know', () => {
    expect(parseExpression('newFunction(newContext.x, constructor)')).toMatchObject({
      kind: 'call',
      name: 'newfunction',
    });
  });

  it('has all its parts', () => {
    const tree = parseExpression("!a[b.c] && f('x', 1, true, null) == (d.*.e || 0)");
    const kinds = tree === undefined ? [] : [...nodesOf(tree)].map(({ kind }) => kind);
    expect(kinds).toEqual([
      ...['and', 'not', 'part', 'context', 'part', 'context', 'literal'],
      ...['comparison', 'call', 'literal', 'literal', 'literal', 'literal'],
      ...['or', 'part', 'part', 'context', 'literal', 'literal'],
    ]);
  });
});

describe('what an expression gives', () => {
  test.each<[string, readonly string[]]>([
    ['github.event.issue.title', ['github.event.issue.title']],
    ["GitHub['Event'].Issue", ['github.event.issue']],
    ['github.event.commits[0].message', ['github.event.commits.0.message']],
    ['github.event.*.title', ['github.event.*.title']],
    ['github[vars.X]', ['github.*']],
    ['a && b', ['b']],
    ['a || b', ['a', 'b']],
    ['a == b', []],
    ['!a', []],
    ['contains(a, b)', []],
    ['hashFiles(a)', []],
    ["case(a, b, c, d, 'e')", ['b', 'd']],
    ["format('{0}', a, b.c)", ['a', 'b.c']],
    ['toJSON(a.b)', ['a.b.**']],
    ['fromJSON(toJSON(a)).b', ['a.**']],
    ['fromJSON(a)[b]', ['a']],
    ['unknown(a)', ['a']],
    ["'a'", []],
    ['a ==', []],
  ])('%s: %j', (body, expected) => {
    const values = valuesOf(body).map(
      ({ path, whole }) => `${path.join('.')}${whole ? '.**' : ''}`,
    );
    expect(values).toEqual(expected);
  });

  test.each<[string, boolean, string, boolean]>([
    ['a.b', false, 'a.b', true],
    ['a.b', false, 'a.c', false],
    ['a', false, 'a.b', false],
    ['a', true, 'a.b', true],
    ['a.b.c', true, 'a.b', false],
    ['a.*', false, 'a.b', true],
    ['a.0', false, 'a.*', true],
    ['*.b', true, 'a.b.c', true],
  ])('%s, whole %j, may be %s: %j', (path, whole, pattern, expected) => {
    expect(mayBe({ path: path.split('.'), whole }, pattern.split('.'))).toBe(expected);
  });

  it('has no path where a function gives it', () => {
    const tree = parseExpression('fromJSON(a).b');
    expect(tree === undefined ? [] : pathOf(tree)).toBeUndefined();
  });
});
