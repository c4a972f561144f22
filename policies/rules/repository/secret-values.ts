import { prop, type ResourceView } from '../../../core/reading/resource-view';
import { resourceRule, type StackFinding } from '../../../core/reading/rule';
import { SECRET_PROPERTIES, secretProperties } from '../../../core/reading/secret-types';
import { awsTypes, githubTypes } from '../../../core/kernel/resource-types';

/** A secret is one for Pulumi too, so that state and output never show it. */
export const secretValues = resourceRule({
  name: 'secret-values',
  description: 'Values of secrets are Pulumi secrets',
  severity: 'critical',
  why: 'A value that is not marked as secret appears in plain text in the state, in diffs and in logs.',
  link: 'https://www.pulumi.com/docs/iac/concepts/secrets/',
  remediation: 'Take the value from config.requireSecret, or wrap it in pulumi.secret.',
  setting: 'secrets',
  types: [...SECRET_PROPERTIES.keys(), awsTypes.ssm.Parameter],
  example: {
    violates: {
      type: githubTypes.RepositoryWebhook,
      props: {
        repository: 'shop',
        configuration: { url: 'https://example.com', secret: 'not-encrypted' },
      },
    },
    passes: {
      type: githubTypes.RepositoryWebhook,
      props: {
        repository: 'shop',
        configuration: { url: 'https://example.com', secret: 'encrypted' },
      },
      secrets: ['configuration.secret'],
    },
  },
  check: (resource) =>
    plainSecrets(resource).map((path): StackFinding => ({
      message: `${path} is plain text`,
      fix: 'use config.requireSecret or pulumi.secret',
    })),
  makeSecret: plainSecrets,
});

function plainSecrets({ type, props, secretPaths }: ResourceView): readonly string[] {
  if (secretPaths === undefined) return [];
  return secretProperties(type, props).filter((path) => {
    const parts = path.split('.');
    // A secret may be marked on the value itself or on an object around it.
    if (parts.some((_, index) => secretPaths.has(parts.slice(0, index + 1).join('.'))))
      return false;
    const value = prop(props, ...parts);
    return value !== undefined && value !== null && value !== '';
  });
}
