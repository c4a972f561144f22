import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { english } from '../../core/kernel/english';
import { ProblemsError } from '../../core/kernel/problem';

/** What GitHub tells a step about its run, as far as the action needs it. */
export interface GitHubEnvironment {
  readonly apiUrl: string;
  readonly serverUrl: string;
  readonly owner: string;
  readonly repository: string;
  readonly runId: number;
  /** 1 for the first attempt of the run. */
  readonly attempt: number;
  readonly commit: string;
  readonly eventName: string;
  readonly workspace: string;
  readonly event: EventPayload;
}

const eventSchema = z.object({
  repository: z.optional(z.partial(z.object({ default_branch: z.string() }))),
  pull_request: z.optional(
    z.object({
      number: z.number(),
      head: z.object({ sha: z.string(), repo: z.nullable(z.object({ full_name: z.string() })) }),
    }),
  ),
  merge_group: z.optional(z.object({ head_sha: z.string(), head_ref: z.string() })),
});
export type EventPayload = z.infer<typeof eventSchema>;

/**
 * The pull request an event is about. A merge queue names it in its branch only, such as
 * `refs/heads/gh-readonly-queue/main/pr-7-<commit>`.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads#merge_group
 */
export function pullRequestNumber(event: EventPayload): number | undefined {
  const queued = /\/pr-(\d+)-[0-9a-f]+$/.exec(event.merge_group?.head_ref ?? '');
  return event.pull_request?.number ?? (queued === null ? undefined : Number(queued[1]));
}

const variablesSchema = z.object({
  GITHUB_API_URL: z._default(z.url(), 'https://api.github.com'),
  GITHUB_SERVER_URL: z._default(z.url(), 'https://github.com'),
  GITHUB_REPOSITORY: z.string().check(z.regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name')),
  GITHUB_RUN_ID: z.coerce.number().check(z.int(), z.minimum(1)),
  GITHUB_RUN_ATTEMPT: z._default(z.coerce.number().check(z.int(), z.minimum(1)), 1),
  GITHUB_SHA: z
    .string()
    .check(z.regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, 'must be a full commit hash')),
  GITHUB_EVENT_NAME: z._default(z.string(), 'push'),
  GITHUB_WORKSPACE: z._default(z.string(), '.'),
  GITHUB_EVENT_PATH: z.optional(z.string()),
});

/** Variables of a process; undefined values are unset ones. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Reads the environment of a step. @throws ProblemsError when a variable GitHub always sets is missing or wrong. */
export async function gitHubEnvironment(
  variables: Variables,
  readText: (path: string) => Promise<string>,
): Promise<GitHubEnvironment> {
  const set = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = variablesSchema.safeParse(set, english);
  if (!parsed.success) {
    throw new ProblemsError(
      parsed.error.issues.map((issue) => ({
        code: 'environment',
        path: issue.path.join('.'),
        message: `the environment variable is missing or wrong: ${issue.message}`,
        remedy:
          'run this in a step of a GitHub Actions workflow, or name the command on the command line',
      })),
    );
  }
  const found = parsed.data;
  const [owner = '', repository = ''] = found.GITHUB_REPOSITORY.split('/');
  return {
    apiUrl: found.GITHUB_API_URL,
    serverUrl: found.GITHUB_SERVER_URL,
    owner,
    repository,
    runId: found.GITHUB_RUN_ID,
    attempt: found.GITHUB_RUN_ATTEMPT,
    commit: found.GITHUB_SHA,
    eventName: found.GITHUB_EVENT_NAME,
    workspace: found.GITHUB_WORKSPACE,
    event:
      found.GITHUB_EVENT_PATH === undefined
        ? {}
        : await readEvent(found.GITHUB_EVENT_PATH, readText),
  };
}

async function readEvent(
  path: string,
  readText: (path: string) => Promise<string>,
): Promise<EventPayload> {
  const parsed = eventSchema.safeParse(JSON.parse(await readText(path)), english);
  if (parsed.success) return parsed.data;
  throw new ProblemsError(
    parsed.error.issues.map((issue) => ({
      code: 'event-payload',
      file: path,
      path: issue.path.join('.'),
      message: `the event payload is not as GitHub documents it: ${issue.message}`,
    })),
  );
}

/** Reads a text file that the runner wrote. */
export async function readTextFile(path: string): Promise<string> {
  return readFile(path, 'utf8');
}
