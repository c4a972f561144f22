import { fileRule, type Finding } from '../../../core/reading/rule';

/** What of a repository decides over its gates. */
const GUARDED = '.github/workflows/ci.yml';

/** A change of the gates is seen by someone who answers for them. */
export const codeOwners = fileRule({
  name: 'code-owners',
  path: /^(?:\.github\/|docs\/)?CODEOWNERS$/,
  description: 'CODEOWNERS gives .github/ an owner',
  severity: 'medium',
  level: 'advisory',
  why: 'Where code owners must review, anyone who may approve the rest can approve a change to workflows that have no owner.',
  link: 'https://docs.github.com/en/actions/reference/security/secure-use#using-codeowners-to-monitor-changes',
  remediation: 'Add a line such as /.github/ @acme/platform at the end of the file.',
  examplePath: '.github/CODEOWNERS',
  example: {
    violates: '/src/ @acme/shop\n',
    passes: '/src/ @acme/shop\n/.github/ @acme/platform\n',
  },
  check: ({ text }): readonly Finding[] => {
    const lines = text.split('\n').map((line) => line.replace(/(?:^|\s)#.*$/, '').trim());
    const last = lines.findLastIndex((line) => line !== '' && matches(line.split(/\s+/)[0] ?? ''));
    if (last >= 0 && /\s/.test(lines[last] ?? '')) return [];
    const fix = 'add a line such as /.github/ @acme/platform at the end';
    const message =
      last < 0 ? '.github/ has no owner' : `line ${last + 1} takes the owners of .github/ away`;
    return [{ line: Math.max(last + 1, 1), column: 1, message, fix }];
  },
});

/** The pattern syntax of gitignore without negation and sets, of which the last match wins. */
function matches(pattern: string): boolean {
  const isAnchored = /\/./.test(pattern);
  const tokens = pattern.replace(/^\/|\/$/g, '').match(/\*\*\/|\*\*|[^]/g) ?? [];
  const source = tokens.map((token) => {
    if (token === '**/') return '(?:[^/]+/)*';
    if (token === '**') return '[^]*';
    if (token === '*') return '[^/]*';
    return token === '?' ? '[^/]' : token.replace(/[.+^${}()|[\]\\]/, '\\$&');
  });
  // A pattern that ends in a single star means files of that folder alone.
  const below = /\/\*$/.test(pattern) ? '' : '(?:/[^]*)?';
  const start = isAnchored || pattern.startsWith('/') ? '^' : '(?:^|/)';
  return new RegExp(`${start}${source.join('')}${below}$`).test(GUARDED);
}
