import { type ResourceState } from '../state/resource-state';
import { isObject } from '../../provider/protocol/property-value';
import { type DriftFinding } from './findings';
import { gatehouseTypes, githubTypes } from '../../core/kernel/resource-types';

/** The part of GitHub that is asked. */
interface Lists {
  list(path: string, key?: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** What GitHub calls the states of a workflow that does not run, in words. */
const reasons: Readonly<Record<string, string>> = {
  disabled_inactivity: 'disabled by GitHub after 60 days without a commit',
  disabled_manually: 'disabled manually',
  disabled_fork: 'disabled because the repository is a fork',
};

/** Paths of the files that a resource delivered. */
export function deliveredFiles({ type, inputs, outputs }: ResourceState): readonly string[] {
  const { file } = inputs;
  const { blobs } = outputs;
  if (type === githubTypes.RepositoryFile) return typeof file === 'string' ? [file] : [];
  return type === gatehouseTypes.WorkflowCommit && isObject(blobs) ? Object.keys(blobs) : [];
}

/** Paths of the workflows that a resource delivered. */
export function deliveredWorkflows(state: ResourceState): readonly string[] {
  return deliveredFiles(state).filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path));
}

/**
 * Workflows of ours that no longer run. GitHub disables schedules of public repositories that are quiet, and says so to
 * no one but whoever changed them last.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
 */
export async function disabledWorkflows(
  github: Lists,
  owner: string,
  repository: string,
  paths: ReadonlySet<string>,
): Promise<readonly DriftFinding[]> {
  const name = `${owner}/${repository}`;
  const about = { repository: name, kind: 'schedules' } as const;
  const place = [owner, repository].map(encodeURIComponent).join('/');
  try {
    const workflows = await github.list(`/repos/${place}/actions/workflows`, 'workflows');
    return workflows.flatMap(({ path, state }): readonly DriftFinding[] => {
      if (typeof path !== 'string' || typeof state !== 'string') return [];
      // A file that is gone is reported with the files.
      if (!paths.has(path) || state === 'active' || state === 'deleted') return [];
      return [{ ...about, subject: path, change: 'disabled', details: [reasons[state] ?? state] }];
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [{ ...about, subject: 'workflows', change: 'unreadable', details: [reason] }];
  }
}
