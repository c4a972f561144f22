import type { SlackWorld } from './slack-world';

/** The arguments of a Web API call, from a form or a JSON body. */
export type Arguments = Readonly<Record<string, unknown>>;

/** One Web API method: gives the answer without its `ok`, or throws a {@link SlackRefusal}. */
export type SlackMethod = (
  world: SlackWorld,
  args: Arguments,
) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;

/** A refusal of a Web API method, sent as `{ ok: false, error }` with status 200, as Slack does. */
export class SlackRefusal extends Error {
  override readonly name = 'SlackRefusal';

  constructor(
    readonly error: string,
    readonly details: readonly string[] = [],
  ) {
    super(error);
  }
}

/** A text argument; forms send everything as text, JSON may send numbers and booleans. */
export function text(args: Arguments, name: string): string | undefined {
  const value = args[name];
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : undefined;
}

export function requiredText(args: Arguments, name: string, error = 'invalid_arguments'): string {
  const value = text(args, name);
  if (value === undefined || value === '')
    throw new SlackRefusal(error, [`[ERROR] missing required field: ${name}`]);
  return value;
}

export const flag = (args: Arguments, name: string): boolean =>
  ['true', '1'].includes(text(args, name) ?? '');

/** A list: comma-separated text, or an array in JSON. */
export function list(args: Arguments, name: string): readonly string[] | undefined {
  const value = args[name];
  const items = Array.isArray(value) ? value.map(String) : text(args, name)?.split(',');
  return items?.map((item) => item.trim()).filter((item) => item !== '');
}

/** A JSON argument: itself in a JSON body, encoded as text in a form. Undefined when it is no JSON. */
export function json(args: Arguments, name: string): unknown {
  const value = args[name];
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** Cuts one page out of a list by cursor. https://docs.slack.dev/apis/web-api/pagination */
export function pageOf<T>(
  args: Arguments,
  items: readonly T[],
): { readonly page: readonly T[]; readonly next_cursor: string } {
  const limit = Number(text(args, 'limit') ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    throw new SlackRefusal('invalid_limit');
  const cursor = text(args, 'cursor') ?? '';
  const decoded = cursor === '' ? '0' : Buffer.from(cursor, 'base64').toString('utf8');
  if (!/^\d+$/.test(decoded)) throw new SlackRefusal('invalid_cursor');
  const start = Number(decoded);
  const end = start + limit;
  return {
    page: items.slice(start, end),
    next_cursor: end < items.length ? Buffer.from(String(end)).toString('base64') : '',
  };
}
