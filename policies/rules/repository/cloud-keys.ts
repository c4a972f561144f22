import { z } from 'zod';
import { isUnknownError, textProp } from '../../../core/reading/resource-view';
import { resourceRule, type StackFinding } from '../../../core/reading/rule';
import { awsTypes, githubTypes } from '../../../core/kernel/resource-types';
import { settingOf } from './setting-of';

/** Workflows get short-lived credentials by OpenID Connect. */
export const cloudKeys = resourceRule({
  name: 'cloud-keys',
  description: 'No long-lived cloud keys are stored as secrets or created for users',
  severity: 'high',
  why: 'A stored key works from anywhere until it is rotated; an OIDC token is bound to one run and expires.',
  link: 'https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws',
  remediation: 'Give the workflow id-token: write and let it assume a role by OIDC.',
  types: [
    githubTypes.ActionsSecret,
    githubTypes.ActionsEnvironmentSecret,
    githubTypes.ActionsOrganizationSecret,
    githubTypes.ActionsVariable,
    githubTypes.ActionsEnvironmentVariable,
    githubTypes.ActionsOrganizationVariable,
    githubTypes.CodespacesSecret,
    githubTypes.CodespacesOrganizationSecret,
    githubTypes.CodespacesUserSecret,
    githubTypes.DependabotSecret,
    githubTypes.DependabotOrganizationSecret,
    awsTypes.iam.AccessKey,
  ],
  config: z.strictObject({
    names: z
      .array(z.string())
      .default([
        'AWS_ACCESS_KEY_ID',
        'AWS_ACCESS_KEY',
        'AWS_SECRET_ACCESS_KEY',
        'AWS_SECRET_KEY',
        'AZURE_CLIENT_SECRET',
        'AZURE_CREDENTIALS',
        'GCP_SA_KEY',
        'GCP_CREDENTIALS',
        'GOOGLE_CREDENTIALS',
        'GOOGLE_APPLICATION_CREDENTIALS',
      ])
      .describe(
        'Names of long-lived cloud keys; with a prefix or suffix, such as PROD_AWS_ACCESS_KEY_ID, they count too',
      ),
  }),
  example: {
    violates: {
      type: githubTypes.ActionsSecret,
      props: { repository: 'shop', secretName: 'AWS_SECRET_ACCESS_KEY' },
    },
    passes: {
      type: githubTypes.ActionsSecret,
      props: { repository: 'shop', secretName: 'SLACK_WEBHOOK_URL' },
    },
  },
  check: ({ type, props }, { names }): readonly StackFinding[] => {
    const fix = 'assume a role by OIDC instead (id-token: write)';
    if (type === awsTypes.iam.AccessKey)
      return [{ message: 'a long-lived access key is created', fix }];
    const name = textProp(props, 'secretName') ?? textProp(props, 'variableName');
    if (name === undefined) return [];
    const place = { fix, ...settingOf(type, props) };
    const padded = `_${name.toUpperCase()}_`;
    if (names.some((known) => padded.includes(`_${known}_`)))
      return [{ message: `${name} is a long-lived cloud key`, ...place }];
    return isAwsKey(valueOf(props))
      ? [{ message: `${name} contains a long-lived AWS access key`, ...place }]
      : [];
  },
});

/** Keys of users start with AKIA; those of roles, which end with a session, with ASIA. */
function isAwsKey(value: string | undefined): boolean {
  return value !== undefined && /\bAKIA[A-Z2-7]{16}\b/.test(value);
}

/** The value as far as it is known: the finding never repeats it. */
function valueOf(props: Readonly<Record<string, unknown>>): string | undefined {
  try {
    return textProp(props, 'value') ?? textProp(props, 'plaintextValue');
  } catch (error) {
    // A value that is only known later is judged later, before it is written; its name was judged now.
    if (isUnknownError(error)) return undefined;
    throw error;
  }
}
