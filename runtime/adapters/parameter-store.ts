import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

let client: SSMClient | undefined;

/** Value of a parameter, decrypted, in the region of the first call; default: that of the function. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html */
export async function readParameter(
  name: string,
  region: string | undefined,
): Promise<string | undefined> {
  client ??= new SSMClient(region === undefined ? {} : { region });
  const answer = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
  return answer.Parameter?.Value;
}
