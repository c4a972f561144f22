import {
  type PullRequestTrigger,
  type PushTrigger,
  type RefFilter,
  type Triggers,
  type WorkflowInput,
} from '../model/triggers';
import { Headed, type YamlValue } from './yaml-text';

/** The `on` block. An event without settings is rendered as an empty map, which every reader takes in the same way. */
export function triggersYaml(on: Triggers): YamlValue {
  return {
    push: on.push === undefined ? undefined : pushYaml(on.push),
    pull_request: on.pullRequest === undefined ? undefined : pullRequestYaml(on.pullRequest),
    pull_request_review: on.pullRequestReview,
    merge_group: on.mergeGroup === undefined ? undefined : { types: on.mergeGroup.types },
    release: on.release,
    schedule: on.schedule?.map((each) => ({ cron: each.cron, timezone: each.timezone })),
    workflow_dispatch:
      on.workflowDispatch === undefined
        ? undefined
        : { inputs: inputsYaml(on.workflowDispatch.inputs) },
    workflow_run:
      on.workflowRun === undefined
        ? undefined
        : new Headed(`zizmor: ignore[dangerous-triggers] ${on.workflowRun.safeBecause}`, {
            workflows: on.workflowRun.workflows,
            types: on.workflowRun.types,
            ...refsYaml(on.workflowRun),
          }),
    workflow_call:
      on.workflowCall === undefined
        ? undefined
        : {
            inputs: inputsYaml(on.workflowCall.inputs),
            outputs: on.workflowCall.outputs,
            secrets: on.workflowCall.secrets,
          },
    repository_dispatch: on.repositoryDispatch,
  };
}

function refsYaml(filter: RefFilter) {
  return { branches: filter.branches, 'branches-ignore': filter.branchesIgnore };
}

function pushYaml(push: PushTrigger): YamlValue {
  return {
    ...refsYaml(push),
    tags: push.tags,
    paths: push.paths,
    'paths-ignore': push.pathsIgnore,
  };
}

function pullRequestYaml(pullRequest: PullRequestTrigger): YamlValue {
  return {
    types: pullRequest.types,
    ...refsYaml(pullRequest),
    paths: pullRequest.paths,
    'paths-ignore': pullRequest.pathsIgnore,
  };
}

function inputsYaml(inputs: Readonly<Record<string, WorkflowInput>> | undefined) {
  if (inputs === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [
      name,
      {
        description: input.description,
        type: input.type,
        required: input.required,
        default: input.default,
        options: input.type === 'choice' ? input.options : undefined,
      },
    ]),
  );
}
