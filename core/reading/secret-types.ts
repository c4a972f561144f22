/** Properties of resource types that hold a secret value. */
export const SECRET_PROPERTIES: ReadonlyMap<string, readonly string[]> = new Map([
  ['github:index/actionsSecret:ActionsSecret', ['plaintextValue', 'value']],
  ['github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret', ['plaintextValue', 'value']],
  ['github:index/actionsOrganizationSecret:ActionsOrganizationSecret', ['plaintextValue', 'value']],
  ['github:index/dependabotSecret:DependabotSecret', ['plaintextValue', 'value']],
  [
    'github:index/dependabotOrganizationSecret:DependabotOrganizationSecret',
    ['plaintextValue', 'value'],
  ],
  ['github:index/codespacesSecret:CodespacesSecret', ['plaintextValue']],
  ['github:index/codespacesOrganizationSecret:CodespacesOrganizationSecret', ['plaintextValue']],
  ['github:index/codespacesUserSecret:CodespacesUserSecret', ['plaintextValue']],
  ['github:index/repositoryWebhook:RepositoryWebhook', ['configuration.secret']],
  ['github:index/organizationWebhook:OrganizationWebhook', ['configuration.secret']],
  ['aws:secretsmanager/secretVersion:SecretVersion', ['secretString', 'secretBinary']],
  ['aws:iam/accessKey:AccessKey', ['secret']],
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
  if (type === 'aws:ssm/parameter:Parameter')
    return props['type'] === 'SecureString' ? ['value'] : [];
  return SECRET_PROPERTIES.get(type) ?? [];
}
