import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const client = new SecretsManagerClient({});

/** Text of a secret's current version. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
export async function readSecretText(name: string): Promise<string | undefined> {
  const answer = await client.send(new GetSecretValueCommand({ SecretId: name }));
  return answer.SecretString;
}
