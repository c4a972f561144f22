import { ProblemsError, type Problem } from '../../../core/kernel/problem';
import type { SecretAddress, Variables } from '../environment';

/** Settings of the function of one environment, from its variables. */
export interface SmokeEnvironment {
  readonly stack: string;
  readonly repository: string;
  readonly environment: string;
  readonly bucket: string;
  /** The definition itself, or the object that holds it where it is larger than a function's environment may be. */
  readonly definition: { readonly text: string } | { readonly key: string };
  readonly slackWebhook: SecretAddress | undefined;
  /** The bot that posts in place of the webhook; undefined: none. */
  readonly slackBot:
    | { readonly token: SecretAddress; readonly channel: string; readonly apiUrl: string }
    | undefined;
  /** Id of Slack's user group of people on call. */
  readonly onCall: string | undefined;
  /** Secrets that checks name, from variables such as SMOKE_SECRET_API_TOKEN. */
  readonly secrets: ReadonlyMap<string, SecretAddress>;
  /** The regions that the same checks run from; undefined: this one only. */
  readonly regions: SmokeRegions | undefined;
  /** Where bucket and secrets are; undefined: here. */
  readonly homeRegion: string | undefined;
  /** Write the metrics of each check too. */
  readonly checkMetrics: boolean;
  /** Region of the function and its log group; empty outside of Lambda. */
  readonly region: string;
  readonly logGroup: string;
  /** The workflow that runs the same checks; undefined: not known. */
  readonly workflowUrl: string | undefined;
  /** What the name of the alarm about failures begins with; undefined: there is none. */
  readonly alarm: string | undefined;
}

/** Several regions that run the same checks. */
interface SmokeRegions {
  readonly own: string;
  /** The others; `home`: the one whose state has no region in its key. */
  readonly others: readonly { readonly region: string; readonly isHome: boolean }[];
  readonly isHome: boolean;
}

const secretPrefix = 'SMOKE_SECRET_';

/** @throws ProblemsError that names every variable that is missing or wrong. */
export function smokeEnvironment(variables: Variables): SmokeEnvironment {
  const problems: Problem[] = [];
  const given = (name: string): string => variables[name] ?? '';
  const required = (name: string): string => {
    if (given(name) === '') {
      problems.push({
        code: 'environment',
        path: name,
        message: 'the environment variable is not set',
        remedy: 'see docs/smoke.md for what the function needs',
      });
    }
    return given(name);
  };
  const secret = (name: string): SecretAddress => {
    const [, store, parameter = ''] = /^(ssm|secretsmanager):(.+)$/.exec(given(name)) ?? [];
    if (parameter === '') {
      problems.push({
        code: 'environment',
        path: name,
        message: 'the environment variable must name where the secret is stored',
        // Not shown: someone may have put the secret itself here.
        allowed: 'ssm:/name or secretsmanager:name',
      });
    }
    return { store: store === 'ssm' ? 'ssm' : 'secretsmanager', name: parameter };
  };
  const text = given('GATEHOUSE_SMOKE_SETTINGS');
  const environment = {
    stack: required('GATEHOUSE_STACK'),
    repository: required('GATEHOUSE_REPOSITORY'),
    environment: required('GATEHOUSE_ENVIRONMENT'),
    bucket: required('GATEHOUSE_BUCKET'),
    definition: text === '' ? { key: required('GATEHOUSE_SMOKE_KEY') } : { text },
    slackWebhook:
      given('GATEHOUSE_SLACK_WEBHOOK') === '' ? undefined : secret('GATEHOUSE_SLACK_WEBHOOK'),
    slackBot:
      given('GATEHOUSE_SLACK_BOT_TOKEN') === ''
        ? undefined
        : {
            token: secret('GATEHOUSE_SLACK_BOT_TOKEN'),
            channel: required('GATEHOUSE_SLACK_CHANNEL'),
            apiUrl: (given('GATEHOUSE_SLACK_API_URL') || 'https://slack.com/api').replace(
              /\/$/,
              '',
            ),
          },
    onCall: given('GATEHOUSE_SLACK_ON_CALL') === '' ? undefined : given('GATEHOUSE_SLACK_ON_CALL'),
    secrets: new Map(
      Object.keys(variables)
        .filter((name) => name.startsWith(secretPrefix) && given(name) !== '')
        .map((name) => [name.slice(secretPrefix.length), secret(name)]),
    ),
    regions: regionsOf(
      given('AWS_REGION'),
      given('GATEHOUSE_HOME_REGION'),
      given('GATEHOUSE_REGIONS'),
    ),
    homeRegion: given('GATEHOUSE_HOME_REGION') === '' ? undefined : given('GATEHOUSE_HOME_REGION'),
    checkMetrics: given('GATEHOUSE_CHECK_METRICS') === 'true',
    region: given('AWS_REGION'),
    logGroup: given('AWS_LAMBDA_LOG_GROUP_NAME'),
    workflowUrl:
      given('GATEHOUSE_WORKFLOW_URL') === '' ? undefined : given('GATEHOUSE_WORKFLOW_URL'),
    alarm: given('GATEHOUSE_ALARM') === '' ? undefined : given('GATEHOUSE_ALARM'),
  };
  if (problems.length > 0) throw new ProblemsError(problems);
  return environment;
}

function regionsOf(own: string, home: string, further: string): SmokeRegions | undefined {
  if (home === '' || further === '') return undefined;
  const all = [home, ...further.split(',')];
  const others = all
    .filter((region) => region !== own)
    .map((region) => ({ region, isHome: region === home }));
  return { own, others, isHome: own === home };
}
