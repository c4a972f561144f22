import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Diagnosis, type DoctorFinding } from './finding';

const subject = 'AWS';
/** Attempts of a request; who has no network shall not wait for minutes. */
const maxAttempts = 2;

/** Executions at once that an account's functions share. New accounts begin with ten. */
const concurrentExecutions = { ServiceCode: 'lambda', QuotaCode: 'L-B99A9384' };
/** Below this a fleet's workers and the probes get in each other's way. */
const comfortable = 100;

/** What a stack needs of AWS. */
export interface AwsCase {
  /** Undefined: that of the credentials' profile. */
  readonly region: string | undefined;
  /** Lambda functions in the stack. */
  readonly functions: number;
}

/**
 * Who acts on AWS, by the SDK's own chain of credentials, and the quotas that may be read.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export async function examineAws({ region, functions }: AwsCase): Promise<Diagnosis> {
  const options = { maxAttempts, ...(region === undefined ? {} : { region }) };
  let identity: DoctorFinding;
  try {
    const { Account, Arn } = await new STSClient(options).send(new GetCallerIdentityCommand({}));
    identity = {
      subject,
      check: 'identity',
      status: 'ok',
      message: `acts as ${Arn ?? 'an unnamed identity'} in the account ${Account ?? ''}`,
    };
  } catch (error) {
    return {
      findings: [
        {
          subject,
          check: 'identity',
          status: 'missing',
          message: `no valid credentials: ${reasonOf(error)}`,
          remedy:
            'sign in (aws sso login, aws configure), or set AWS_PROFILE or AWS_ACCESS_KEY_ID and its secret, and AWS_REGION',
          link: 'https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html',
        },
      ],
      merges: [],
      requests: 1,
    };
  }
  if (functions === 0) return { findings: [identity], merges: [], requests: 1 };
  return { findings: [identity, await quota(options)], merges: [], requests: 2 };
}

async function quota(options: { readonly region?: string }): Promise<DoctorFinding> {
  const what = 'concurrent Lambda executions';
  try {
    const client = new ServiceQuotasClient({ ...options, maxAttempts });
    const { Quota } = await client.send(new GetServiceQuotaCommand(concurrentExecutions));
    const value = Quota?.Value;
    if (value === undefined) return unreadable(what, 'the response has no value');
    return value >= comfortable
      ? { subject, check: 'quota', status: 'ok', message: `${what}: ${value}` }
      : {
          subject,
          check: 'quota',
          status: 'warning',
          message: `${what}: ${value} in the whole account, so that workers are throttled and retried`,
          remedy:
            'request an increase in the Service Quotas console (AWS Lambda → Concurrent executions)',
          link: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
        };
  } catch (error) {
    return unreadable(what, reasonOf(error));
  }
}

const unreadable = (what: string, reason: string): DoctorFinding => ({
  subject,
  check: 'quota',
  status: 'unknown',
  message: `${what}: not readable: ${reason}`,
  remedy: 'grant servicequotas:GetServiceQuota to check it',
});

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.split('\n')[0] ?? text;
}
