import { literal } from '../model/expression';
import { type PipelineSettings } from '../../config/pipeline-settings';

/** Bodies of expressions for the events of a run. */
export const onPullRequest = "github.event_name == 'pull_request'";

/**
 * Whether the token of a run may be one that writes: that of a pull request from a fork cannot, and what a merge queue makes is
 * looked at once it is on the branch.
 */
export const mayUpload =
  "(github.event_name == 'push' || github.event_name == 'workflow_dispatch' || (github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository))";

export function pushedToDefaultBranch(settings: PipelineSettings): string {
  return `github.event_name == 'push' && github.ref == ${literal(`refs/heads/${settings.defaultBranch}`)}`;
}
