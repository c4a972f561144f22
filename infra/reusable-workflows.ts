import type * as pulumi from '@pulumi/pulumi';
import { ReusableWorkflows } from '../components/reusable-workflows';
import { type StackConfig } from '../core/config/load';
import { centralWorkflows } from '../core/pipeline/central-workflows';
import { settingsOf } from './settings-of';

/** The central repositories of a stack by their bare name in lower case. */
export type Centrals = ReadonlyMap<string, ReusableWorkflows>;

/** A component for each central repository that repositories of the stack call, with all the workflows that they call. */
export function createReusableWorkflows(
  config: StackConfig,
  opts: pulumi.ComponentResourceOptions,
): Centrals {
  const { github, delivery, repositories } = config;
  const settings = repositories.map((repository) => settingsOf(config, repository));
  return new Map(
    centralWorkflows(settings).map(({ repository, branch, protect, access, workflows }) => [
      repository.toLowerCase(),
      new ReusableWorkflows(
        `reusable-${repository}`,
        {
          repository,
          branch,
          workflows,
          adopt: delivery.adopt,
          pushers: protect && github.app !== undefined ? [Number(github.app.id)] : [],
          ...(access === undefined ? {} : { access }),
        },
        opts,
      ),
    ]),
  );
}
