import { isUnknownError, textProp } from '../../../core/reading/resource-view';
import { resourceRule, type StackFinding } from '../../../core/reading/rule';
import { githubTypes } from '../../../core/kernel/resource-types';

/** Forms of credentials that their issuers publish for scanners. */
const PATTERNS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['GitHub token', /\bgh[pour]_[A-Za-z0-9]{36,}\b/g],
  // Since 2026 an App's token may be a JWT, with dots: https://github.com/aquasecurity/trivy/pull/10826
  ['GitHub token', /\bghs_[A-Za-z0-9._-]{36,}/g],
  ['GitHub fine-grained token', /\bgithub_pat_[A-Za-z0-9_]{60,}\b/g],
  ['AWS access key', /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g],
  ['Slack token', /\b(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,}/g],
  [
    'Slack webhook',
    /\bhooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Z0-9]{6,}\/[A-Za-z0-9/_-]{10,}/g,
  ],
  ['PyPI token', /\bpypi-AgEI[A-Za-z0-9_-]{40,}/g],
  ['private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/g],
];

/** Nothing that looks like a credential is in a file, a variable or any other plain property. */
export const secretPatterns = resourceRule({
  name: 'secret-patterns',
  description: 'No plain-text property contains something that looks like a credential',
  severity: 'critical',
  why: 'Anyone with read access can see a credential in a committed file or a variable, and it stays in the history.',
  setting: 'variables',
  link: 'https://docs.github.com/en/code-security/reference/secret-security/supported-secret-scanning-patterns',
  remediation: 'Revoke the credential, and pass a new one as a secret.',
  example: {
    violates: {
      type: githubTypes.ActionsVariable,
      props: { repository: 'shop', variableName: 'KEY', value: `AKIA${'ABCDEFGH'.repeat(2)}` },
    },
    passes: {
      type: githubTypes.ActionsVariable,
      props: { repository: 'shop', variableName: 'REGION', value: 'eu-central-1' },
    },
  },
  check: ({ props, secretPaths }) => {
    return [...plainTexts(props, '', secretPaths ?? new Set())].flatMap(({ path, text }) =>
      PATTERNS.flatMap(([name, pattern]): readonly StackFinding[] =>
        [...text.matchAll(pattern)].map((match) => {
          const before = text.slice(0, match.index).split('\n');
          const file = path.startsWith('files.')
            ? path.slice('files.'.length)
            : path === 'content'
              ? textProp(props, 'file')
              : undefined;
          return {
            ...(file === undefined ? {} : { file }),
            ...(text.includes('\n')
              ? { line: before.length, column: (before.at(-1) ?? '').length + 1 }
              : {}),
            message: `${file === undefined ? path : 'the file'} contains what looks like a ${name}`,
            fix: 'revoke it and use a secret',
          };
        }),
      ),
    );
  },
});

function* plainTexts(
  value: unknown,
  path: string,
  secret: ReadonlySet<string>,
): Generator<{ readonly path: string; readonly text: string }> {
  if (secret.has(path)) return;
  if (typeof value === 'string') yield { path, text: value };
  if (typeof value !== 'object' || value === null || value instanceof Promise) return;
  for (const key of Object.keys(value)) {
    try {
      const item = (value as Readonly<Record<string, unknown>>)[key];
      yield* plainTexts(item, path === '' ? key : `${path}.${key}`, secret);
    } catch (error) {
      // Half of all resources have an unknown property in a preview: a notice for each would drown everything else.
      // The policy runs again with the known value before the resource is written.
      if (!isUnknownError(error)) throw error;
    }
  }
}
