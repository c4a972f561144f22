import { awsTypes, githubTypes } from '../kernel/resource-types';
/** Properties of resource types that hold a secret value. */
export const SECRET_PROPERTIES: ReadonlyMap<string, readonly string[]> = new Map([
  [githubTypes.ActionsSecret, ['plaintextValue', 'value']],
  [githubTypes.ActionsEnvironmentSecret, ['plaintextValue', 'value']],
  [githubTypes.ActionsOrganizationSecret, ['plaintextValue', 'value']],
  [githubTypes.DependabotSecret, ['plaintextValue', 'value']],
  [githubTypes.DependabotOrganizationSecret, ['plaintextValue', 'value']],
  [githubTypes.CodespacesSecret, ['plaintextValue']],
  [githubTypes.CodespacesOrganizationSecret, ['plaintextValue']],
  [githubTypes.CodespacesUserSecret, ['plaintextValue']],
  [githubTypes.RepositoryWebhook, ['configuration.secret']],
  [githubTypes.OrganizationWebhook, ['configuration.secret']],
  [awsTypes.secretsmanager.SecretVersion, ['secretString', 'secretBinary']],
  [awsTypes.iam.AccessKey, ['secret']],
  ['pulumi:providers:github', ['token', 'appAuth.pemFile']],
  ['pulumi:providers:gatehouse', ['token', 'appAuth.pemFile']],
  ['pulumi:providers:slack', ['token']],
  ['pulumi:providers:aws', ['secretKey', 'token']],
]);

/** The secret properties of a type; an SSM parameter counts when it is a SecureString. */
export function secretProperties(
  type: string,
  props: Readonly<Record<string, unknown>>,
): readonly string[] {
  if (type === awsTypes.ssm.Parameter) return props['type'] === 'SecureString' ? ['value'] : [];
  return SECRET_PROPERTIES.get(type) ?? [];
}
