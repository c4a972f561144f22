/**
 * A pattern of a protection rule, as File.fnmatch of Ruby reads it with FNM_PATHNAME: `*` and `?` stop at a slash, `**`
 * does so too unless it is a part of its own before a slash, and brackets hold a set.
 * https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/creating-rulesets-for-a-repository#using-fnmatch-syntax
 */
export function globMatches(pattern: string, branch: string): boolean {
  const tokens = pattern.match(/(?<![^/])\*\*\/|\[[^\]]+\]|[^]/g) ?? [];
  const source = tokens.map((token) => {
    if (token === '**/') return '(?:[^/]+/)*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.length > 1) return `[${token.slice(1, -1).replace(/[\\^]/g, '\\$&')}]`;
    return token.replace(/[.+^${}()|[\]\\]/, '\\$&');
  });
  try {
    return new RegExp(`^${source.join('')}$`).test(branch);
  } catch (error) {
    // A set such as `[z-a]` holds no character.
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
