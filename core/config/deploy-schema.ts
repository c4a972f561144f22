import { z } from 'zod';
import { canarySettings } from './canary-schema';
import { environmentName, jobMinutes, plainText, secretName } from './formats';

/** Lines of a bash script of the repository's own. */
const commandLines = z.array(plainText).min(1).max(50);

const artifact = z
  .discriminatedUnion(
    'kind',
    [
      z.strictObject({
        kind: z
          .literal('wheel')
          .describe('The one wheel that the build makes, or an image that `build` writes.'),
      }),
      z.strictObject({
        kind: z.literal('oci-layout'),
        build: commandLines.describe(
          'Lines of a bash script that writes an OCI image layout with one image to the directory `$LAYOUT`.',
        ),
      }),
    ],
    { error: 'must be `wheel` or `oci-layout`' },
  )
  .default({ kind: 'wheel' })
  .describe(
    'What is deployed: the one wheel of `dist/`, or an OCI image layout that a command writes.',
  );

const environment = z.strictObject({
  name: environmentName.describe(
    'GitHub environment, one of `environments`, with a deployment in `smoke`.',
  ),
  canary: canarySettings
    .exactOptional()
    .describe(
      'Compares a canary with what runs, and promotes it only if it is no worse; absent, the new version is deployed at once.',
    ),
  rehearseRollback: z
    .boolean()
    .exactOptional()
    .describe(
      'Rolls the new version back once, and deploys it again. Absent: true but in the last environment.',
    ),
});

const commands = z
  .strictObject({
    deploy: commandLines.describe('Replaces what runs by the new version.'),
    canary: commandLines
      .exactOptional()
      .describe('Starts the new version as a canary, beside what runs.'),
    promote: commandLines
      .exactOptional()
      .describe('Makes the canary what runs. Absent: `commands.deploy`.'),
    rollback: commandLines.describe(
      'Restores what ran before, and removes the canary, whatever point a deployment has reached.',
    ),
  })
  .describe(
    'Lines of bash scripts, run in the root of the repository with `ARTIFACT`, `DIGEST`, `VERSION`, `COMMIT`, `ENVIRONMENT`, `URL`, `CANARY_URL` and `PREVIOUS`.',
  );

/** A field of a JSON document, by keys with dots between them. */
const field = z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*){0,9}$/, {
  error: 'must be keys with dots between them, such as version or build.version',
});

/** Deployment of one artifact through environments. */
export const deploySettings = z
  .strictObject({
    start: z
      .enum(['ci', 'manual'])
      .default('ci')
      .describe(
        'When it starts: after each successful CI run of the default branch, and manually; or manually only.',
      ),
    artifact,
    environments: z
      .array(environment)
      .min(1)
      .max(10)
      .describe('Where the artifact is deployed, one after the other.'),
    commands,
    running: z
      .strictObject({
        path: z
          .string()
          .regex(/^\/[A-Za-z0-9._~/-]{0,199}$/, {
            error: 'must be a path of letters, digits, `.`, `_`, `~`, `-` and `/`',
          })
          .describe('Path of the service that answers GET with JSON.'),
        field: field.default('version').describe('Key of that JSON, such as build.version.'),
        is: z
          .enum(['version', 'digest', 'commit'])
          .default('version')
          .describe("What it holds: the wheel's version, the artifact's digest or the commit."),
      })
      .exactOptional()
      .describe(
        'Where the service says what runs. With it a deployment must answer with the new version, and a rollback with the former.',
      ),
    oidc: z
      .strictObject({
        audience: z
          .string()
          .regex(/^[A-Za-z0-9._~:/-]{1,200}$/, {
            error: 'must be letters, digits, `.`, `_`, `~`, `:`, `/` and `-`',
          })
          .default('sts.amazonaws.com')
          .describe('Who the token is for.'),
        awsRegion: z
          .string()
          .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, { error: 'must be a region, such as eu-central-1' })
          .exactOptional()
          .describe(
            'Region of AWS: commands then act as the role of the environment’s variable `AWS_ROLE_ARN`, which `aws.oidc.roles` sets.',
          ),
      })
      .exactOptional()
      .describe(
        'Commands get an identity token of GitHub in the file `OIDC_TOKEN_FILE`; absent, deployments have no identity.',
      ),
    env: z
      .record(secretName, z.string().max(49_152))
      .default({})
      .describe('Environment of the commands; no secrets.'),
    secrets: z
      .record(secretName, secretName)
      .default({})
      .describe('Environment variables of the commands, and the secrets that hold them.'),
    timeoutMinutes: jobMinutes
      .default(30)
      .describe('Minutes that a deployment to an environment may take; then it is rolled back.'),
    commandMinutes: z
      .int()
      .min(1)
      .max(60)
      .default(10)
      .describe('Minutes that each command may take.'),
  })
  .superRefine((settings, context) => {
    for (const [path, message] of deployIssues(settings)) {
      context.addIssue({ code: 'custom', path: [...path], message, input: settings });
    }
  })
  .describe(
    'Deployment of one artifact through environments by deploy.yml; absent, nothing is deployed.',
  );

/** Names that the workflow itself gives the commands. */
export const commandVariables = [
  'ARTIFACT',
  'DIGEST',
  'VERSION',
  'COMMIT',
  'ENVIRONMENT',
  'URL',
  'CANARY_URL',
  'PREVIOUS',
  'LAYOUT',
  'OIDC_TOKEN_FILE',
  'OIDC_AUDIENCE',
  'AWS_ROLE_ARN',
  'AWS_REGION',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
] as const;

type Issue = readonly [path: readonly (string | number)[], message: string];

/** What of the section contradicts itself. */
function deployIssues(deploy: {
  readonly artifact: { readonly kind: string };
  readonly environments: readonly { readonly name: string; readonly canary?: object }[];
  readonly commands: { readonly canary?: unknown; readonly promote?: unknown };
  readonly running?: { readonly is: string };
  readonly env: object;
  readonly secrets: object;
}): readonly Issue[] {
  const { environments, commands: given, running } = deploy;
  const names = environments.map(({ name }) => name);
  const hasCanary = environments.some((each) => each.canary !== undefined);
  const taken: ReadonlySet<string> = new Set(commandVariables);
  const variables = (['env', 'secrets'] as const).flatMap((section) =>
    Object.keys(deploy[section]).map((name) => [section, name] as const),
  );
  return [
    ...names.flatMap((name, index): readonly Issue[] =>
      names.indexOf(name) < index
        ? [[['environments', index, 'name'], 'is named twice; a run deploys to each once']]
        : [],
    ),
    ...(hasCanary && given.canary === undefined
      ? [[['commands', 'canary'], 'is missing: an environment has a `canary`'] as const]
      : []),
    ...(['canary', 'promote'] as const).flatMap((name): readonly Issue[] =>
      !hasCanary && given[name] !== undefined
        ? [[['commands', name], 'is never run: no environment has a `canary`']]
        : [],
    ),
    ...(deploy.artifact.kind !== 'wheel' && running?.is === 'version'
      ? [[['running', 'is'], 'must be `digest` or `commit`: only a wheel has a version'] as const]
      : []),
    ...variables.flatMap(([section, name]): readonly Issue[] => [
      ...(taken.has(name)
        ? [[[section, name], 'is a variable that the workflow sets'] as const]
        : []),
      ...(section === 'secrets' && Object.hasOwn(deploy.env, name)
        ? [[[section, name], 'is a variable of `env` too'] as const]
        : []),
    ]),
  ];
}
