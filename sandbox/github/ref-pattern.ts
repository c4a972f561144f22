/**
 * Whether a name matches a pattern of rulesets and branch protection: `fnmatch` with FNM_PATHNAME, where `*` stops at a
 * slash and `**` followed by a slash spans directories.
 * https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/creating-rulesets-for-a-repository#using-fnmatch-syntax
 */
export function matchesRefPattern(pattern: string, name: string): boolean {
  return new RegExp(`^${translate(pattern)}$`).test(name);
}

function translate(pattern: string): string {
  let out = '';
  for (let index = 0; index < pattern.length; index += 1) {
    const char = pattern.charAt(index);
    if (pattern.startsWith('**/', index)) {
      out += '(?:.*/)?';
      index += 2;
    } else if (char === '*') out += '[^/]*';
    else if (char === '?') out += '[^/]';
    else if (char === '[') {
      const end = pattern.indexOf(']', index + 2);
      if (end === -1) out += '\\[';
      else {
        const body = pattern
          .slice(index + 1, end)
          .replace(/\\/g, '\\\\')
          .replace(/^!/, '^');
        out += `[${body}]`;
        index = end;
      }
    } else if (char === '\\' && index + 1 < pattern.length) {
      index += 1;
      out += escape(pattern.charAt(index));
    } else out += escape(char);
  }
  return out;
}

const escape = (char: string): string => char.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
