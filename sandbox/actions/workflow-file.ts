import { isMap, parse, parseDocument } from 'yaml';
import * as z from 'zod';

const level = z.enum(['read', 'write', 'none']);
const fileSchema = z.object({
  name: z.string().optional(),
  jobs: z.record(
    z.string(),
    z.object({
      name: z.string().optional(),
      permissions: z.record(z.string(), level).optional(),
      steps: z.array(z.object({ uses: z.string().optional() })).default([]),
    }),
  ),
});

/** What running a workflow on this machine needs to know of its file. */
export interface WorkflowFile {
  readonly name: string | undefined;
  /** Jobs in the file's order; a job is shown by its id when it has no name. */
  readonly jobs: readonly { readonly id: string; readonly name: string }[];
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
    jobs: jobs.map(([id, job]) => ({ id, name: job.name ?? id })),
    permissions,
    actions: [...actions.values()],
  };
}
