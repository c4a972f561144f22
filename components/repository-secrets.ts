import * as github from '@pulumi/github';
import * as pulumi from '@pulumi/pulumi';
import { retainOption } from './retain-option';

/** Arguments of {@link RepositorySecrets}. */
export interface RepositorySecretsArgs {
  /** Bare name of the repository. */
  readonly repository: string;
  /** Values by name for workflows; each is made a Pulumi secret whatever it came as. */
  readonly actions?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Values by name for runs that Dependabot triggers, which see no Actions secrets. */
  readonly dependabot?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Plain configuration values by name. */
  readonly variables?: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * Secrets and variables of one repository. Values are encrypted for GitHub by the provider and are Pulumi secrets in
 * state; changing one updates it in place.
 *
 * @see https://docs.github.com/en/actions/concepts/security/secrets
 */
export class RepositorySecrets extends pulumi.ComponentResource {
  /** Names of all Actions secrets, never their values. */
  readonly names: pulumi.Output<string[]>;

  constructor(name: string, args: RepositorySecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { repository, actions = {}, dependabot = {}, variables = {} } = args;
    super('gatehouse:github:RepositorySecrets', name, { repository }, opts);
    const child = { parent: this, ...retainOption(opts) };
    for (const [secretName, value] of Object.entries(actions)) {
      new github.ActionsSecret(
        `${name}-${secretName}`,
        { repository, secretName, value: pulumi.secret(value) },
        child,
      );
    }
    for (const [secretName, value] of Object.entries(dependabot)) {
      new github.DependabotSecret(
        `${name}-${secretName}`,
        { repository, secretName, value: pulumi.secret(value) },
        child,
      );
    }
    for (const [variableName, value] of Object.entries(variables)) {
      new github.ActionsVariable(
        `${name}-${variableName}`,
        { repository, variableName, value },
        child,
      );
    }
    this.names = pulumi.output(Object.keys(actions));
    this.registerOutputs({ names: this.names });
  }
}
