import { packageConfig } from '../project/resolved-config';
import { makeSecret, unknownValue } from '../../provider/protocol/property-value';
import { type Provider } from '../../provider/protocol/provider';
import {
  defaultProviderName,
  packageOf,
  parseProviderReference,
  providerPackage,
  providerReference,
  providerType,
} from '../../provider/protocol/urn';
import { emptyGoal, type Goal } from './goal';
import { type Registrar } from './registrar';
import { type RunContext } from './run-context';

/** The providers that the program's resources and functions mean; a package's default one is registered on first use. */
export class GoalProviders {
  private readonly defaults = new Map<string, Promise<string>>();

  constructor(
    private readonly run: Pick<RunContext, 'config' | 'providers'>,
    private readonly register: Registrar['register'],
  ) {}

  /** Undefined for what no provider manages: components, and providers themselves. */
  async of(
    goal: Goal,
  ): Promise<{ readonly reference: string; readonly value: Provider } | undefined> {
    if (goal.remote) {
      throw new Error(
        `${goal.type} is a component of a provider plugin, which the embedded host does not run`,
      );
    }
    if (!goal.custom || providerPackage(goal.type) !== undefined) return undefined;
    const { provider, type, version, pluginDownloadUrl } = goal;
    const reference = await this.reference(provider, type, version, pluginDownloadUrl);
    return { reference, value: this.get(reference) };
  }

  /**
   * @param given provider reference; empty where the program names none.
   * @param token of the resource's type, or of the function.
   */
  reference(given: string, token: string, version: string, downloadUrl: string): Promise<string> {
    if (given !== '') return Promise.resolve(given);
    return this.defaultOf(packageOf(token), version, downloadUrl);
  }

  get(reference: string): Provider {
    return this.run.providers.get(parseProviderReference(reference).urn);
  }

  private defaultOf(packageName: string, version: string, downloadUrl: string): Promise<string> {
    if (packageName === 'pulumi' || packageName === 'pulumi-nodejs') {
      return Promise.reject(
        new Error(
          `the embedded host does not manage the built-in types of the package ${packageName}; run the stack with the Pulumi engine`,
        ),
      );
    }
    const name = defaultProviderName(version, downloadUrl);
    const key = `${packageName} ${name}`;
    const known = this.defaults.get(key);
    if (known !== undefined) return known;
    const inputs = Object.fromEntries(
      packageConfig(this.run.config, packageName).map(({ key: input, value, secret }) => [
        input,
        secret ? makeSecret(value) : value,
      ]),
    );
    const registered = this.register({
      ...emptyGoal,
      type: providerType(packageName),
      name,
      inputs,
      version,
      pluginDownloadUrl: downloadUrl,
    }).then(({ urn, id }) => providerReference(urn, id === '' ? unknownValue : id));
    this.defaults.set(key, registered);
    return registered;
  }
}
