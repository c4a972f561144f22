import * as pulumi from '@pulumi/pulumi';
import { gatehouseTypes } from '../core/kernel/resource-types';

/** Arguments of {@link CacheSettings}. */
export interface CacheSettingsArgs {
  /** Bare name of the repository; the owner is the provider's. */
  readonly repository: pulumi.Input<string>;
  /** Days an unused cache is kept. Default: GitHub's own (7). */
  readonly retentionDays?: pulumi.Input<number>;
  /** Gigabytes of caches the repository may hold. Default: GitHub's own (10). */
  readonly storageLimitGb?: pulumi.Input<number>;
}

/**
 * Limits of GitHub's cache service for one repository.
 *
 * @see https://docs.github.com/en/rest/actions/cache
 */
export class CacheSettings extends pulumi.CustomResource {
  declare readonly repository: pulumi.Output<string>;
  declare readonly retentionDays: pulumi.Output<number | undefined>;
  declare readonly storageLimitGb: pulumi.Output<number | undefined>;

  constructor(name: string, args: CacheSettingsArgs, opts?: pulumi.CustomResourceOptions) {
    super(gatehouseTypes.CacheSettings, name, { ...args }, opts);
  }
}
