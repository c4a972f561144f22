import { isUnknownError, textProp } from '../../../core/reading/resource-view';
import { findingAt, resourceRule, type StackFinding } from '../../../core/reading/rule';
import { credentialsIn } from '../credentials-in';
import { githubTypes } from '../../../core/kernel/resource-types';
import { settingOf } from './setting-of';

/** Nothing that looks like a credential is in a file, a variable or any other plain property. */
export const secretPatterns = resourceRule({
  name: 'secret-patterns',
  description: 'No plain-text property contains something that looks like a credential',
  severity: 'critical',
  confidence: 'medium',
  why: 'Anyone with read access can see a credential in a committed file or a variable, and it stays in the history.',
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
  check: ({ type, props, secretPaths }) => {
    return [...plainTexts(props, '', secretPaths ?? new Set())].flatMap(({ path, text }) =>
      credentialsIn(text).map(({ name, line, column }): StackFinding => {
        const file = path.startsWith('files.')
          ? path.slice('files.'.length)
          : path === 'content'
            ? textProp(props, 'file')
            : undefined;
        return {
          ...(file === undefined ? {} : { file }),
          ...(text.includes('\n') ? { line, column } : {}),
          message: `${file === undefined ? path : 'the file'} contains what looks like a ${name}`,
          fix: FIX,
          ...settingOf(type, props),
        };
      }),
    );
  },
  checkFile: ({ text }) =>
    credentialsIn(text).map(({ name, ...at }) =>
      findingAt(at, `the file contains what looks like a ${name}`, FIX),
    ),
});

const FIX = 'revoke it and use a secret';

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
