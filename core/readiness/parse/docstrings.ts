/** Public objects of one Python module, and how many of them have a docstring. */
export interface DocstringCount {
  readonly publicObjects: number;
  readonly documentedObjects: number;
}

/**
 * Counts the module, its public classes and their public methods, and its public functions. A scanner of lines, not a
 * parser of Python: it knows strings, brackets, comments and continuation, which is what decides where a definition
 * ends and whether a string follows it.
 */
export function countDocstrings(source: string): DocstringCount {
  const lines = logicalLines(source);
  if (lines.length === 0) return { publicObjects: 0, documentedObjects: 0 };
  let publicObjects = 1;
  // Stryker disable next-line OptionalChaining: there is a first line.
  let documentedObjects = lines[0]?.isString === true ? 1 : 0;
  // Indents of the enclosing blocks whose members count: the module (-1) and public classes.
  const blocks: { indent: number; counts: boolean }[] = [{ indent: -1, counts: true }];
  for (const [index, line] of lines.entries()) {
    const match = /^(?:async\s+)?(def|class)\s+(\w)/.exec(line.text);
    if (match === null) continue;
    // Stryker disable next-line OptionalChaining,UnaryOperator: the module's block stays.
    while ((blocks.at(-1)?.indent ?? -1) >= line.indent) blocks.pop();
    // Stryker disable next-line OptionalChaining: the module's block stays.
    const counts = blocks.at(-1)?.counts === true && match[2] !== '_';
    blocks.push({ indent: line.indent, counts: counts && match[1] === 'class' });
    if (!counts) continue;
    publicObjects += 1;
    const next = lines[index + 1];
    if (next?.isString === true && next.indent > line.indent) documentedObjects += 1;
  }
  return { publicObjects, documentedObjects };
}

interface LogicalLine {
  readonly indent: number;
  readonly text: string;
  /** The line begins with a plain string: a docstring where one can stand. */
  readonly isString: boolean;
}

function logicalLines(source: string): readonly LogicalLine[] {
  const lines: LogicalLine[] = [];
  let index = source.startsWith('\uFEFF') ? 1 : 0;
  // Stryker disable next-line EqualityOperator: nothing stands behind the end.
  while (index < source.length) {
    const start = index;
    index = endOfLogicalLine(source, start);
    const raw = source.slice(start, index);
    const body = raw.trimStart();
    if (body === '' || body.startsWith('#')) continue;
    lines.push({
      indent: raw.length - body.length,
      // Stryker disable next-line MethodExpression: a name stands at the start.
      text: body.slice(0, 200),
      isString: /^[rRuU]?(?:"|')/.test(body),
    });
  }
  return lines;
}

/** Index after the line break that ends the statement: breaks in strings, brackets and after a backslash do not. */
function endOfLogicalLine(source: string, start: number): number {
  let brackets = 0;
  let index = start;
  // Stryker disable next-line EqualityOperator: nothing stands behind the end.
  while (index < source.length) {
    const character = source[index];
    if (character === '\n' && brackets === 0) return index + 1;
    if (character === '\\') index += 2;
    else if (character === '#') {
      const end = source.indexOf('\n', index);
      index = end === -1 ? source.length : end;
    } else if (character === '"' || character === "'")
      index = endOfString(source, index, character);
    else {
      if (character === '(' || character === '[' || character === '{') brackets += 1;
      if (character === ')' || character === ']' || character === '}')
        brackets = Math.max(0, brackets - 1);
      index += 1;
    }
  }
  return source.length;
}

function endOfString(source: string, start: number, quote: string): number {
  const triple = source.startsWith(quote.repeat(3), start);
  const end = triple ? quote.repeat(3) : quote;
  // Stryker disable next-line EqualityOperator: nothing stands behind the end.
  for (let index = start + end.length; index < source.length; index += 1) {
    if (source[index] === '\\') index += 1;
    else if (source.startsWith(end, index)) return index + end.length;
    // A string that is not closed on its line is a syntax error; going on after it loses the least.
    else if (!triple && source[index] === '\n') return index;
  }
  return source.length;
}
