import { isMap, parse, parseDocument } from 'yaml';
import * as z from 'zod';

const level = z.enum(['read', 'write', 'none']);
const fileSchema = z.object({
  name: z.string().optional(),
  jobs: z.record(
    z.string(),
    z.object({
      name: z.string().optional(),
      uses: z.string().optional(),
      permissions: z.record(z.string(), level).optional(),
      steps: z.array(z.object({ uses: z.string().optional() })).default([]),
    }),
  ),
});

interface WorkflowJob {
  readonly id: string;
  readonly name: string;
  /** The workflow of another repository that it calls. */
  readonly calls?: Call;
}

/** A call of a reusable workflow. */
export interface Call {
  /** `OWNER/NAME`. */
  readonly repository: string;
  readonly path: string;
  readonly ref: string;
}

/** What running a workflow on this machine needs to know of its file. */
export interface WorkflowFile {
  readonly name: string | undefined;
  /** Jobs in the file's order; a job is shown by its id when it has no name. */
  readonly jobs: readonly WorkflowJob[];
  /** What all its jobs together may do, by the names that tokens have: `pull_requests`. */
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>;
  /** Repositories of the third-party actions it uses, each once. */
  readonly actions: readonly { readonly repository: string; readonly ref: string }[];
}

/** The workflow without the containers beside its jobs; as it is where there are none. */
export function withoutServices(text: string): string {
  const document = parseDocument(text);
  const jobs = document.get('jobs');
  const removed = isMap(jobs)
    ? jobs.items.map(({ value }) => isMap(value) && value.delete('services'))
    : [];
  return removed.includes(true) ? document.toString({ lineWidth: 0 }) : text;
}

/**
 * The workflow with a job of one step in the place of each call, which ends as the call did.
 *
 * @param hasFailed whether the call of a job of this name failed.
 */
export function withEndedCalls(text: string, hasFailed: (name: string) => boolean): string {
  const document = parseDocument(text);
  for (const { id, name, calls } of readWorkflowFile(text).jobs) {
    const job = document.getIn(['jobs', id]);
    if (calls === undefined || !isMap(job)) continue;
    for (const key of ['uses', 'with', 'secrets']) job.delete(key);
    job.set('runs-on', 'ubuntu-24.04');
    job.set('steps', document.createNode([{ run: hasFailed(name) ? 'exit 1' : 'true' }]));
  }
  return document.toString({ lineWidth: 0 });
}

export function readWorkflowFile(text: string): WorkflowFile {
  const file = fileSchema.parse(parse(text));
  const jobs = Object.entries(file.jobs);
  const permissions: Record<string, 'read' | 'write'> = {};
  for (const [name, access] of jobs.flatMap(([, job]) => Object.entries(job.permissions ?? {}))) {
    const key = name.replaceAll('-', '_');
    if (access !== 'none' && permissions[key] !== 'write') permissions[key] = access;
  }
  const actions = new Map(
    jobs
      .flatMap(([, job]) => job.steps)
      .flatMap(({ uses }) => {
        const found = /^([\w.-]+\/[\w.-]+)(?:\/[^@]*)?@(\S+)$/.exec(uses ?? '');
        const [, repository = '', ref = ''] = found ?? [];
        return found === null ? [] : [[`${repository}@${ref}`, { repository, ref }] as const];
      }),
  );
  return {
    name: file.name,
    jobs: jobs.map(([id, job]) => {
      const calls = callOf(job.uses);
      return { id, name: job.name ?? id, ...(calls === undefined ? {} : { calls }) };
    }),
    permissions,
    actions: [...actions.values()],
  };
}

function callOf(uses = ''): Call | undefined {
  const found = /^([\w.-]+\/[\w.-]+)\/([^@]+\.ya?ml)@(\S+)$/.exec(uses);
  const [, repository = '', path = '', ref = ''] = found ?? [];
  return found === null ? undefined : { repository, path, ref };
}
