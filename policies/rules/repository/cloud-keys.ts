import { z } from 'zod';
import { textProp } from '../../model/resource-view';
import { resourceRule, type StackFinding } from '../../model/rule';

/** Workflows get short-lived credentials by OpenID Connect. */
export const cloudKeys = resourceRule({
  name: 'cloud-keys',
  description: 'No long-lived cloud keys are stored as secrets or made for users',
  severity: 'high',
  why: 'A stored key works from anywhere until somebody rotates it; an OIDC token is bound to one run and expires.',
  link: 'https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws',
  remediation: 'Give the workflow id-token: write and let it assume a role by OIDC.',
  types: [
    'github:index/actionsSecret:ActionsSecret',
    'github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret',
    'github:index/actionsOrganizationSecret:ActionsOrganizationSecret',
    'github:index/dependabotSecret:DependabotSecret',
    'aws:iam/accessKey:AccessKey',
  ],
  config: z.strictObject({
    names: z
      .array(z.string())
      .default([
        'AWS_ACCESS_KEY_ID',
        'AWS_SECRET_ACCESS_KEY',
        'AZURE_CLIENT_SECRET',
        'GCP_SA_KEY',
        'GOOGLE_CREDENTIALS',
      ])
      .describe('Names of secrets that stand for long-lived cloud keys'),
  }),
  example: {
    violates: {
      type: 'github:index/actionsSecret:ActionsSecret',
      props: { repository: 'shop', secretName: 'AWS_SECRET_ACCESS_KEY' },
    },
    passes: {
      type: 'github:index/actionsSecret:ActionsSecret',
      props: { repository: 'shop', secretName: 'SLACK_WEBHOOK_URL' },
    },
  },
  check: ({ type, props }, { names }): readonly StackFinding[] => {
    const fix = 'assume a role by OIDC instead (id-token: write)';
    if (type === 'aws:iam/accessKey:AccessKey')
      return [{ message: 'a long-lived access key is made', fix }];
    const name = textProp(props, 'secretName');
    return name !== undefined && names.includes(name.toUpperCase())
      ? [{ message: `secret ${name} is a long-lived cloud key`, fix }]
      : [];
  },
});
