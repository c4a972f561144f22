/** Whether a name matches a pattern: `*` stands for any characters and `?` for one. */
export function matchesPattern(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(name);
}

/** Whether a path matches a pattern: name by name, so that `*` never stands for a `/`. */
export function matchesPath(pattern: string, path: string): boolean {
  const [wanted, names] = [pattern.split('/'), path.split('/')];
  return (
    wanted.length === names.length &&
    wanted.every((part, index) => matchesPattern(part, names[index] ?? ''))
  );
}

/** Whether a pattern can match more than one name. */
export function isPattern(text: string): boolean {
  return /[*?]/.test(text);
}

/**
 * Whether patterns choose a repository: one of those without `!` matches, or there is none, and no `!` pattern does.
 * GitHub compares names without case.
 */
export function isSelected(patterns: readonly string[], name: string): boolean {
  const matches = (pattern: string): boolean =>
    matchesPattern(pattern.toLowerCase(), name.toLowerCase());
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!'));
  const unwanted = patterns.filter((pattern) => pattern.startsWith('!'));
  return (
    (wanted.length === 0 || wanted.some(matches)) &&
    !unwanted.some((pattern) => matches(pattern.slice(1)))
  );
}
