import { ProblemsError, type Problem } from '../../core/kernel/problem';
import { osvUrlOf } from '../osv-address';
import { isTimezone } from '../../core/kernel/timezone';

/** Variables of a process. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Where a secret is stored. */
export interface SecretAddress {
  readonly store: 'ssm' | 'secretsmanager';
  readonly name: string;
}

export interface DispatcherEnvironment {
  readonly stack: string;
  readonly bucket: string;
  readonly fleetKey: string;
  readonly queueUrl: string;
}

export interface WorkerEnvironment {
  readonly stack: string;
  readonly bucket: string;
  readonly queueUrl: string;
  readonly idempotencyTable: string;
  readonly gitHubCredentials: SecretAddress;
  /** Without a trailing slash. */
  readonly gitHubApiUrl: string;
  readonly slackWebhook: SecretAddress | undefined;
  /** Where people read the `repositories/` folder of the bucket; undefined: in the S3 console. */
  readonly dashboardUrl: string | undefined;
  /** IANA time zone of the schedules. */
  readonly timezone: string;
  /** Where severities of vulnerabilities are asked for. */
  readonly osvUrl: string;
}

/** @throws ProblemsError that names every variable that is missing or wrong. */
export function dispatcherEnvironment(variables: Variables): DispatcherEnvironment {
  const { text, refuseAny } = variableReader(variables);
  const environment = {
    stack: text('GATEHOUSE_STACK'),
    bucket: text('GATEHOUSE_BUCKET'),
    fleetKey: text('GATEHOUSE_FLEET_KEY', 'config/fleet.json'),
    queueUrl: text('GATEHOUSE_QUEUE_URL'),
  };
  refuseAny();
  return environment;
}

/** @throws ProblemsError that names every variable that is missing or wrong. */
export function workerEnvironment(variables: Variables): WorkerEnvironment {
  const { text, secret, timezone, refuseAny } = variableReader(variables);
  const environment = {
    stack: text('GATEHOUSE_STACK'),
    bucket: text('GATEHOUSE_BUCKET'),
    queueUrl: text('GATEHOUSE_QUEUE_URL'),
    idempotencyTable: text('GATEHOUSE_IDEMPOTENCY_TABLE'),
    gitHubCredentials: secret('GATEHOUSE_GITHUB_CREDENTIALS'),
    gitHubApiUrl: text('GATEHOUSE_GITHUB_API_URL', 'https://api.github.com').replace(/\/$/, ''),
    slackWebhook: isSet(variables['GATEHOUSE_SLACK_WEBHOOK'])
      ? secret('GATEHOUSE_SLACK_WEBHOOK')
      : undefined,
    dashboardUrl: isSet(variables['GATEHOUSE_DASHBOARD_URL'])
      ? text('GATEHOUSE_DASHBOARD_URL').replace(/\/$/, '')
      : undefined,
    timezone: timezone('GATEHOUSE_TIMEZONE', 'UTC'),
    osvUrl: osvUrlOf(variables),
  };
  refuseAny();
  return environment;
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

function variableReader(variables: Variables) {
  const problems: Problem[] = [];
  const text = (name: string, fallback?: string): string => {
    const value = variables[name];
    if (isSet(value)) return value;
    if (fallback !== undefined) return fallback;
    problems.push({
      code: 'environment',
      path: name,
      message: 'the environment variable is not set',
      remedy: 'see docs/aws-runtime.md for what each function needs',
    });
    return '';
  };
  return {
    text,
    secret: (name: string): SecretAddress => {
      const value = text(name);
      const [, store, parameter] = /^(ssm|secretsmanager):(.+)$/.exec(value) ?? [];
      if (value !== '' && parameter === undefined) {
        problems.push({
          code: 'environment',
          path: name,
          message: 'the environment variable must name where the secret is stored',
          // Not shown: someone may have put the secret itself here.
          allowed: 'ssm:/name or secretsmanager:name',
        });
      }
      return { store: store === 'ssm' ? 'ssm' : 'secretsmanager', name: parameter ?? '' };
    },
    timezone: (name: string, fallback: string): string => {
      const value = text(name, fallback);
      if (!isTimezone(value)) {
        problems.push({
          code: 'environment',
          path: name,
          message: 'the environment variable is not a valid time zone',
          found: value,
          allowed: 'an IANA name such as Europe/Berlin',
        });
      }
      return value;
    },
    refuseAny: (): void => {
      if (problems.length > 0) throw new ProblemsError(problems);
    },
  };
}
