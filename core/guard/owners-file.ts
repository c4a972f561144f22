/** Where GitHub looks for code owners, in this order. https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#codeowners-file-location */
export const codeOwnersPaths: readonly string[] = [
  '.github/CODEOWNERS',
  'CODEOWNERS',
  'docs/CODEOWNERS',
];

/** Largest CODEOWNERS that GitHub reads, bytes; it ignores a larger one as a whole. */
export const codeOwnersLimit = 3 * 1024 * 1024;

/** Patterns of CODEOWNERS that every file of a repository fits. */
const everything: ReadonlySet<string> = new Set(['*', '**', '/**', '**/*', '/**/*']);

/**
 * The owners of whatever in a repository has none of its own: those of the last rule of CODEOWNERS that fits every file. Such a
 * rule without owners takes them away again. Each is `@login`, `@organisation/team` or an e-mail address.
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#codeowners-syntax
 */
export function defaultOwners(text: string): readonly string[] {
  const rules = text.split(/\r?\n/).map((line) =>
    line
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/),
  );
  const last = rules.filter(([pattern = '']) => everything.has(pattern)).at(-1);
  return [...new Set((last ?? []).slice(1))].filter((owner) => owner.includes('@'));
}
