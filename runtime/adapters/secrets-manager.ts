import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

let client: SecretsManagerClient | undefined;

/** Text of a secret's current version, in the region of the first call; default: that of the function. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
export async function readSecretText(
  name: string,
  region: string | undefined,
): Promise<string | undefined> {
  client ??= new SecretsManagerClient(region === undefined ? {} : { region });
  const answer = await client.send(new GetSecretValueCommand({ SecretId: name }));
  return answer.SecretString;
}
