import * as pulumi from '@pulumi/pulumi';
import { type RepositoryOptions } from '../core/kernel/repository-options';
import { gatehouseTypes } from '../core/kernel/resource-types';

/** Arguments of {@link RepositorySettings}: an option that is absent is neither read nor changed. */
export type RepositorySettingsArgs = {
  /** Bare name of the repository; the owner is the provider's. */
  readonly repository: pulumi.Input<string>;
} & { readonly [Option in keyof RepositoryOptions]: pulumi.Input<RepositoryOptions[Option]> };

/**
 * Options of one repository, each on its own: ways to merge, security features, approval of workflows of forks. What an
 * option was before is recorded, and is back once the option is not named any more or the resource is deleted. The published
 * provider's `Repository` has these too, and takes the whole repository over with them.
 */
export class RepositorySettings extends pulumi.CustomResource {
  declare readonly repository: pulumi.Output<string>;
  /** What the named options were before. */
  declare readonly before: pulumi.Output<RepositoryOptions>;

  constructor(name: string, args: RepositorySettingsArgs, opts?: pulumi.CustomResourceOptions) {
    super(gatehouseTypes.RepositorySettings, name, { ...args, before: undefined }, opts);
  }
}
