import { type Problem } from './problem';

/**
 * The environment variables that the published providers read beside their inputs, by what they decide. Whoever needs a
 * name or a precedence takes it from here.
 *
 * @see https://github.com/integrations/terraform-provider-github/blob/main/github/provider.go
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 */
export const providerVariables = {
  github: {
    /** In this order, and all of them before the input `owner`; only the input `organization` comes before them. */
    owner: ['GITHUB_ORGANIZATION', 'GITHUB_OWNER'],
    address: 'GITHUB_BASE_URL',
    token: 'GITHUB_TOKEN',
    /** Set all three, they come before every token, also one of the inputs. */
    app: {
      id: 'GITHUB_APP_ID',
      installationId: 'GITHUB_APP_INSTALLATION_ID',
      pemFile: 'GITHUB_APP_PEM_FILE',
    },
  },
  slack: { token: 'SLACK_TOKEN' },
  aws: {
    region: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
    /** One for all services, or with a service's name behind it; the AWS provider's older names end in `_ENDPOINT`. */
    address: /^AWS_ENDPOINT_URL(_[A-Z0-9_]+)?$|^AWS_(DYNAMODB|IAM|S3|STS)_ENDPOINT$/,
    /** `true`: the addresses are ignored. */
    addressesIgnored: 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  },
} as const;

/** Whether a variable belongs to an account at GitHub, Slack or AWS; `gh` lends the GitHub provider its token. */
export function isProviderVariable(name: string): boolean {
  return /^(AWS|GITHUB|GH|SLACK)_/.test(name);
}

export type Environment = Readonly<Record<string, string | undefined>>;
type Inputs = Readonly<Record<string, unknown>>;

/** The owner that the published GitHub provider acts on: its variables come before its input `owner`. */
export function gitHubOwner(inputs: Inputs, environment: Environment): string | undefined {
  return (
    text(inputs['organization']) ??
    firstSet(providerVariables.github.owner, environment)?.value ??
    text(inputs['owner'])
  );
}

/** The GitHub App that the environment describes in full. */
export function gitHubApp(
  environment: Environment,
): { readonly id: string; readonly installationId: string; readonly pemFile: string } | undefined {
  const names = providerVariables.github.app;
  const id = text(environment[names.id]);
  const installationId = text(environment[names.installationId]);
  const pemFile = text(environment[names.pemFile])?.replaceAll('\\n', '\n');
  return id === undefined || installationId === undefined || pemFile === undefined
    ? undefined
    : { id, installationId, pemFile };
}

/** Where the environment and a provider's inputs say different things. */
export interface EnvironmentConflict {
  /**
   * - `redirects`: a part of the stack would go elsewhere, or be done by another account, than the inputs say.
   * - `decides`: the inputs say nothing, so that the variable does.
   * - `ignored`: the inputs win.
   */
  readonly effect: 'redirects' | 'decides' | 'ignored';
  readonly problem: Problem;
}

/**
 * Judges the environment against what a provider of a published package is given. Secrets are compared, never shown.
 *
 * @param inputs of the provider resource; what is absent is left to the environment.
 */
export function environmentConflicts(
  packageName: string,
  inputs: Inputs,
  environment: Environment,
): readonly EnvironmentConflict[] {
  switch (packageName) {
    case 'github':
      return [
        ...ownerConflicts(inputs, environment),
        ...addressConflicts(inputs, environment),
        ...appConflicts(inputs, environment),
      ];
    case 'aws':
      return [...regionConflicts(inputs, environment), ...endpointConflicts(inputs, environment)];
    default:
      return [];
  }
}

function ownerConflicts(inputs: Inputs, environment: Environment): EnvironmentConflict[] {
  const owner = text(inputs['owner']);
  const acting = gitHubOwner(inputs, environment);
  if (owner === undefined || acting === undefined) return [];
  const isRedirected = !sameName(acting, owner);
  return providerVariables.github.owner.flatMap((name): EnvironmentConflict[] => {
    const found = text(environment[name]);
    if (found === undefined || sameName(found, owner)) return [];
    return [
      {
        effect: isRedirected ? 'redirects' : 'ignored',
        problem: {
          code: 'environment-owner',
          path: name,
          message: isRedirected
            ? `would send rulesets, secrets, variables and labels to ${acting} and not to ${owner}`
            : `is ignored: the stack's owner is ${owner}`,
          found,
          remedy: `unset ${name}`,
        },
      },
    ];
  });
}

function addressConflicts(inputs: Inputs, environment: Environment): EnvironmentConflict[] {
  const name = providerVariables.github.address;
  const found = text(environment[name]);
  const given = text(inputs['baseUrl']);
  if (found === undefined || (given !== undefined && sameAddress(found, given))) return [];
  if (given === undefined && loopbackAddress(found) !== undefined) return [];
  return [
    {
      effect: given === undefined ? 'redirects' : 'ignored',
      problem: {
        code: 'environment-address',
        path: name,
        message:
          given === undefined
            ? 'would send the whole stack to a GitHub that the stack does not set'
            : `is ignored: the stack's GitHub is ${given}`,
        found,
        remedy:
          given === undefined
            ? `unset ${name}, or set it in the stack (github.baseUrl)`
            : `unset ${name}`,
      },
    },
  ];
}

function appConflicts(inputs: Inputs, environment: Environment): EnvironmentConflict[] {
  const token = text(inputs['token']);
  const isOwnToken = token !== undefined && token !== environment[providerVariables.github.token];
  const app = gitHubApp(environment);
  if (!isOwnToken || app === undefined || inputs['appAuth'] !== undefined) return [];
  const { app: names } = providerVariables.github;
  return [
    {
      effect: 'redirects',
      problem: {
        code: 'environment-app',
        path: names.id,
        message:
          "takes precedence over the stack's token in the GitHub provider, while the files are delivered with the token",
        found: `App ${app.id}`,
        remedy: `unset ${Object.values(names).join(', ')}, or authenticate as the App (github.app)`,
      },
    },
  ];
}

function regionConflicts(inputs: Inputs, environment: Environment): EnvironmentConflict[] {
  const found = firstSet(providerVariables.aws.region, environment);
  const given = text(inputs['region']);
  if (found === undefined || given === undefined || found.value === given) return [];
  return [
    {
      effect: 'ignored',
      problem: {
        code: 'environment-region',
        path: found.name,
        message: `is ignored: the stack's region is ${given}`,
        found: found.value,
      },
    },
  ];
}

function endpointConflicts(inputs: Inputs, environment: Environment): EnvironmentConflict[] {
  const { address, addressesIgnored } = providerVariables.aws;
  if (environment[addressesIgnored]?.toLowerCase() === 'true') return [];
  if (inputs['endpoints'] !== undefined) return [];
  return Object.keys(environment)
    .filter((name) => address.test(name))
    .sort()
    .flatMap((name): EnvironmentConflict[] => {
      const found = text(environment[name]);
      if (found === undefined) return [];
      return [
        {
          effect: 'decides',
          problem: {
            code: 'environment-endpoint',
            path: name,
            message: 'sets the AWS endpoint; the stack does not',
            found,
            remedy: `unset ${name}, unless this is intended`,
          },
        },
      ];
    });
}

/** The address, if it is one of this machine: that of a sandbox, whose port no stack can know. */
export function loopbackAddress(address: string | undefined): URL | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  const { hostname } = url;
  const isLoopback =
    hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
  return isLoopback ? url : undefined;
}

function firstSet(
  names: readonly string[],
  environment: Environment,
): { readonly name: string; readonly value: string } | undefined {
  for (const name of names) {
    const value = text(environment[name]);
    if (value !== undefined) return { name, value };
  }
  return undefined;
}

/** GitHub compares the names of accounts without case. */
function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function sameAddress(one: string, other: string): boolean {
  const plain = (address: string): string =>
    URL.canParse(address) ? new URL(address).href.replace(/\/+$/, '') : address;
  return plain(one) === plain(other);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
