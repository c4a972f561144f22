import * as secretsmanager from '@pulumi/aws/secretsmanager';
import * as ssm from '@pulumi/aws/ssm';
import * as pulumi from '@pulumi/pulumi';
import { type SecretReference } from '../core/config/secret-reference';

/** Resolves references to secret values; the values are Pulumi secrets from here on. */
export class Secrets {
  constructor(
    private readonly config: pulumi.Config,
    /** Looks up AWS parameters and secrets; absent, the default AWS provider does. */
    private readonly invokeOptions: pulumi.InvokeOptions = {},
  ) {}

  resolve(reference: SecretReference): pulumi.Output<string> {
    if ('config' in reference) return this.config.requireSecret(reference.config);
    if ('env' in reference) return fromEnvironment(reference.env);
    if ('ssmParameter' in reference) {
      const parameter = ssm.getParameterOutput(
        { name: reference.ssmParameter, withDecryption: true },
        this.invokeOptions,
      );
      return pulumi.secret(parameter.value);
    }
    const version = secretsmanager.getSecretVersionOutput(
      { secretId: reference.secretsManager },
      this.invokeOptions,
    );
    return pulumi.secret(version.secretString);
  }

  resolveAll(
    references: Readonly<Record<string, SecretReference>>,
  ): Record<string, pulumi.Output<string>> {
    return Object.fromEntries(
      Object.entries(references).map(([name, reference]) => [name, this.resolve(reference)]),
    );
  }
}

/**
 * A preview must work without credentials, so a variable that is not set is unknown there, and an error in an update.
 */
function fromEnvironment(name: string): pulumi.Output<string> {
  const value = process.env[name];
  if (value !== undefined && value !== '') return pulumi.secret(value);
  if (pulumi.runtime.isDryRun())
    return pulumi.secret(pulumi.output(pulumi.unknown as unknown as string));
  throw new pulumi.RunError(
    `the environment variable ${name}, used by a secret reference, is not set`,
  );
}
