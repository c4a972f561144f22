import { type DeployEnvironment } from '../../config/deploy-environments';
import {
  type DeploySettings,
  type PipelineSettings,
  type SmokeSettings,
} from '../../config/pipeline-settings';
import { definitionPath } from '../../smoke/base-url';
import { gatehouseAction } from '../actions/gatehouse';
import { bodyOf, expression, type Expression, type Value } from '../model/expression';
import { jobOutput } from '../model/job';
import { run, stepOutput, uses, type Step } from '../model/step';
import { scriptText } from '../steps/script';
import { type BuildJob } from './built-artifact';
import { alarmUrl, checkSecrets, envOf } from './smoke-steps';
import { slackEnv } from './update-readiness';

/** Directory at the root of the repository with the results of a deployment's checks. */
export const resultDirectory = 'gatehouse-results';

/** What was checked before anything was changed. */
const recorded = `${resultDirectory}/before.json`;

/** Stands for an expression in JSON that is written first. */
const hole = '\u0000';

/** What is deployed where. */
export interface Deployment {
  readonly deploy: DeploySettings;
  readonly smoke: SmokeSettings;
  readonly environment: DeployEnvironment;
  readonly build: BuildJob;
}

/** The checks of a deployment, by the repository's smoke definition. */
export function deploymentChecks(
  settings: PipelineSettings,
  { deploy, environment: { service, canary }, build, smoke }: Deployment,
) {
  const { running } = deploy;
  const { environment, baseUrl } = service;
  const ofDefinition = { command: 'smoke', definition: definitionPath, environment };
  const secrets = checkSecrets(smoke);
  const alerting = envOf({ ...slackEnv(settings.slack).env, ...secrets });
  const record = uses(gatehouseAction, {
    name: 'Check what runs',
    ...envOf(secrets),
    with: { ...ofDefinition, record: true, output: recorded },
  });
  const before = run({
    id: 'before',
    outputs: ['answers', 'version'],
    name: 'Record what runs',
    ...(running === undefined
      ? {}
      : {
          env: { ADDRESS: `${baseUrl.replace(/\/$/, '')}${running.path}`, FIELD: running.field },
        }),
    run: scriptText(
      `answers="$(jq '[.checks[] | select(.passed)] | length > 0' ${recorded})"`,
      'echo "answers=$answers" >> "$GITHUB_OUTPUT"',
      ...(running === undefined ? [] : askVersion),
    ),
  });
  const answered = `${bodyOf(stepOutput(before, 'answers'))} == 'true'`;

  const hadVersion = `${bodyOf(stepOutput(before, 'version'))} != ''`;

  /** Holds the service to what it must say that runs. */
  const says = (id: string, url: string, expected: Expression, when?: string): readonly Step[] => {
    if (running === undefined) return [];
    const { attempts, delaySeconds } = settings.retries.smoke;
    return [
      uses(gatehouseAction, {
        id: `${id}-version`,
        name: `Which ${running.is} answers`,
        ...conditionOf(when),
        with: {
          command: 'smoke',
          checks: versionCheck(running, expected),
          'base-url': url,
          environment,
          attempts,
          'delay-seconds': delaySeconds,
          output: `${resultDirectory}/${id}-version.json`,
        },
      }),
    ];
  };
  return {
    /** Outputs of the step that records what runs. */
    before,
    /** Condition: some of the checks passed before anything was changed, so there is something to go back to. */
    answered,
    record: [record, before] as const,
    /** The new version runs at an address, and is healthy. */
    ofNew: (name: string, id: string, url: string, when?: string): readonly Step[] => [
      uses(gatehouseAction, {
        id,
        name,
        ...conditionOf(when),
        ...alerting,
        with: {
          ...ofDefinition,
          'base-url': url,
          ...alarmUrl(settings, environment),
          output: `${resultDirectory}/${id}.json`,
        },
      }),
      ...says(id, url, expectedOf(running, build), when),
    ],
    /** What ran before runs again: what passed then passes now. Today's checks may ask for what it never had. */
    ofFormer: (name: string, id: string, when: string): readonly Step[] => [
      uses(gatehouseAction, {
        id,
        name,
        ...conditionOf(when),
        ...envOf(secrets),
        with: {
          ...ofDefinition,
          'passed-in': recorded,
          output: `${resultDirectory}/${id}.json`,
        },
      }),
      ...says(id, baseUrl, stepOutput(before, 'version'), `${when} && ${hadVersion}`),
    ],
    /** Compares the canary with what runs; a first deployment has nothing to compare with. */
    comparison: uses(gatehouseAction, {
      id: 'compare',
      name: 'Compare errors and latency',
      ...conditionOf(answered),
      ...alerting,
      with: {
        ...ofDefinition,
        ...(canary === undefined ? {} : { 'canary-url': canary.url }),
        'baseline-url': baseUrl,
        ...alarmUrl(settings, environment),
        output: `${resultDirectory}/comparison.json`,
      },
    }),
  };
}

function conditionOf(when: string | undefined): { readonly if?: Expression } {
  return when === undefined ? {} : { if: expression(when) };
}

type Running = NonNullable<DeploySettings['running']>;

/** Asks the service; a text that is no version, which could be more than one line of an output, is none. */
const askVersion = [
  'version=""',
  'if [ "$answers" = true ]; then',
  '  version="$(curl --silent --fail --location --max-time 10 "$ADDRESS" |',
  `    jq --raw-output --arg field "$FIELD" 'getpath($field | split(".")) // empty' |`,
  "    grep --extended-regexp --max-count 1 '^[A-Za-z0-9._:+-]{1,200}$' || true)\"",
  'fi',
  'echo "version=$version" >> "$GITHUB_OUTPUT"',
];

function expectedOf(running: Running | undefined, build: BuildJob): Expression {
  return running?.is === 'version' || running?.is === 'digest'
    ? jobOutput(build, running.is)
    : expression('github.sha');
}

/** One check as the input of the action: the text is JSON whatever the value is. */
function versionCheck({ path, field, is }: Running, expected: Expression): Value {
  const check = {
    name: `answers with the ${is}`,
    kind: 'health',
    probe: 'http',
    path,
    expectJson: { [field]: hole },
  };
  const value = expression(`toJSON(${bodyOf(expected)})`);
  return JSON.stringify([check]).replace(JSON.stringify(hole), () => value);
}
