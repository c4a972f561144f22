import * as pulumi from '@pulumi/pulumi';
import { RequiredWorkflow } from '../components/required-workflow';
import { type StackConfig } from '../core/config/load';
import { requiredWorkflows } from '../core/config/required-workflows';

/** A ruleset of the organization for each workflow that repositories of the stack require. */
export function createRequiredWorkflows(
  { github, repositories }: Pick<StackConfig, 'github' | 'repositories'>,
  opts: pulumi.ComponentResourceOptions,
): void {
  const bypassApps = github.app === undefined ? [] : [Number(github.app.id)];
  for (const { workflow, title, repositories: names } of requiredWorkflows(repositories)) {
    new RequiredWorkflow(
      `required-${title}`,
      {
        // Stacks share the organization, in which a name of a ruleset is there once.
        ruleset: `gatehouse ${pulumi.getProject()}/${pulumi.getStack()}: ${title}`,
        owner: github.owner,
        workflow,
        repositories: names,
        bypassApps,
      },
      opts,
    );
  }
}
