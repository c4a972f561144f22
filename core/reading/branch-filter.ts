/**
 * Whether a branch, a tag or a path passes a list of GitHub filter patterns: `*` within a path part, `**` across parts
 * (as a whole part for any number of parts, none included), `?` and `+` for the character before, `[…]`, `\` to escape,
 * and a leading `!` that takes matches of earlier patterns out again.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */
export function matchesFilter(name: string, patterns: readonly string[]): boolean {
  let matched = false;
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!');
    if (filterExpression(negated ? pattern.slice(1) : pattern).test(name)) matched = !negated;
  }
  return matched;
}

function filterExpression(pattern: string): RegExp {
  const tokens = pattern.match(/\\.|(?<=^|\/)\*\*\/|\*\*|\[[^\]]*\]|[^]/g) ?? [];
  const source = tokens.map((token) => {
    if (token === '**/') return '(?:.*/)?';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?' || token === '+' || (token.length > 1 && token.startsWith('['))) return token;
    return escape(token.length > 1 && token.startsWith('\\') ? token.slice(1) : token);
  });
  try {
    return new RegExp(`^${source.join('')}$`);
  } catch (error) {
    // A pattern that is no expression, such as `+x`, matches nothing; GitHub's parser reports it.
    if (error instanceof SyntaxError) return /^(?!)$/;
    throw error;
  }
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
