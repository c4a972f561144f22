/** Columns that a report keeps to, where its words allow it. */
export const reportWidth = 100;

/** Text in lines of at most the report's width after the indent; a longer word is on its own. */
export function wrapped(text: string, indent: string): readonly string[] {
  return text
    .trimEnd()
    .split('\n')
    .flatMap((line) => wrapLine(line, indent));
}

function wrapLine(line: string, indent: string): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    const next = current === '' ? word : `${current} ${word}`;
    if (current !== '' && indent.length + next.length > reportWidth) {
      lines.push(`${indent}${current}`);
      current = word;
    } else current = next;
  }
  return [...lines, `${indent}${current}`.trimEnd()];
}
