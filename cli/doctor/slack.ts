import { z } from 'zod';
import { smallText } from '../../core/kernel/http';
import { type Diagnosis, type DoctorFinding } from './finding';
import { type WantedResource } from './needs';
import { slackTypes } from '../../core/kernel/resource-types';

const subject = 'Slack';
const timeoutMs = 15_000;

type ScopesOf = (inputs: WantedResource['inputs']) => readonly string[];

/** Scopes of a bot token that managing a resource of a type takes. @see https://docs.slack.dev/reference/scopes */
const byType: Readonly<Record<string, ScopesOf>> = {
  [slackTypes.Conversation]: ({ isPrivate }) =>
    isPrivate === true
      ? ['groups:read', 'groups:write']
      : ['channels:read', 'channels:manage', 'channels:join'],
  [slackTypes.Usergroup]: () => ['usergroups:read', 'usergroups:write'],
};

/** Undefined for a type that is not listed: what it takes is not known. */
export function scopesOf(type: string): ScopesOf | undefined {
  return byType[type];
}

/** Where Slack is and who acts there. */
export interface SlackConnection {
  /** Root of the Web API with a slash at its end. */
  readonly apiUrl: string;
  readonly token: string | undefined;
}

/** Scopes that the stack's Slack resources take. */
export function slackScopes(resources: readonly WantedResource[]): readonly string[] {
  const scopes = resources.flatMap(({ type, inputs }) => scopesOf(type)?.(inputs) ?? []);
  return [...new Set(scopes)].sort();
}

const identity = z.object({
  ok: z.boolean(),
  error: z.string().optional(),
  team: z.string().optional(),
  user: z.string().optional(),
});

/**
 * Whether the token is valid and has the scopes; Slack names them in a header of every answer.
 * @see https://docs.slack.dev/reference/methods/auth.test
 */
export async function examineSlack(
  connection: SlackConnection,
  wanted: readonly string[],
): Promise<Diagnosis> {
  const { apiUrl, token } = connection;
  if (token === undefined) {
    const remedy = 'set SLACK_TOKEN, or slack.token in the stack’s configuration';
    return found(0, [missing('credential', 'no credential', remedy)]);
  }
  let response: Response;
  let answer: z.infer<typeof identity>;
  try {
    response = await fetch(`${apiUrl}auth.test`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(timeoutMs),
    });
    answer = identity.parse(JSON.parse(await smallText(response)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return found(1, [missing('credential', `cannot reach Slack at ${apiUrl}: ${reason}`)]);
  }
  if (!answer.ok) {
    const remedy = 'set SLACK_TOKEN to the bot token of the installed app (OAuth & Permissions)';
    return found(1, [
      missing(
        'credential',
        `Slack refuses the token: ${answer.error ?? 'no reason given'}`,
        remedy,
      ),
    ]);
  }
  const acts: DoctorFinding = {
    subject,
    check: 'credential',
    status: 'ok',
    message: `acts as ${answer.user ?? 'a bot'} in ${answer.team ?? 'the workspace'}`,
  };
  return found(1, [acts, judgeScopes(response.headers.get('x-oauth-scopes'), wanted)]);
}

function judgeScopes(header: string | null, wanted: readonly string[]): DoctorFinding {
  const link = 'https://docs.slack.dev/authentication/tokens';
  if (header === null) {
    return {
      subject,
      check: 'scopes',
      status: 'unknown',
      message: `Slack does not show the scopes of this token; required: ${wanted.join(', ')}`,
      link,
    };
  }
  const held = header.split(',').map((scope) => scope.trim());
  const lacking = wanted.filter((scope) => !held.includes(scope));
  if (lacking.length === 0) {
    const message = `has the scopes ${wanted.join(', ')}`;
    return { subject, check: 'scopes', status: 'ok', message };
  }
  return {
    subject,
    check: 'scopes',
    status: 'missing',
    message: `the token lacks the scopes ${lacking.join(', ')}`,
    remedy:
      'add them at api.slack.com/apps (OAuth & Permissions → Bot Token Scopes), then reinstall',
    link,
  };
}

function missing(check: DoctorFinding['check'], message: string, remedy?: string): DoctorFinding {
  return {
    subject,
    check,
    status: 'missing',
    message,
    ...(remedy === undefined ? {} : { remedy }),
  };
}

const found = (requests: number, findings: readonly DoctorFinding[]): Diagnosis => ({
  findings,
  merges: [],
  requests,
});
