import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { ProblemsError } from '../../../core/kernel/problem';
import { stableJson, type Json } from '../../../core/kernel/stable-json';
import { mostMessages } from '../../../core/readiness/announce';
import {
  manyUndeclaredMessage,
  undeclaredMessage,
} from '../../../core/readiness/report/undeclared-message';
import { type Declared } from '../../../core/undeclared/declared';
import { parseKnown, type KnownThings } from '../../../core/undeclared/known';
import { type UndeclaredNews } from '../../../core/undeclared/things';
import type { GitHubClient } from '../../adapters/github-client';
import { lookAtUndeclared } from '../../adapters/undeclared-look';
import type { SendToSlack } from '../../dashboard/refresh';
import type { WorkMessage } from '../work-message';
import { readText } from './bucket-text';
import type { CountNews } from './sight-count';

/** What the report needs of the world. */
export interface UndeclaredTools {
  readonly environment: { readonly bucket: string };
  readonly s3: S3Client;
  /** Undefined: no messages are sent. */
  readonly send: SendToSlack | undefined;
  readonly countSight: CountNews;
  readonly warn: (message: string) => void;
}

const nothing: KnownThings = { version: 1, parts: {}, owed: [] };

/**
 * Looks at what a repository has that the stack does not declare, and reports what is new or has changed once: in the log, and
 * to Slack. The first look reports nothing. What Slack does not take is kept, and sent by the next run.
 *
 * @throws ProblemsError for a file of an earlier look that cannot be read: it is not overwritten.
 */
export async function reportUndeclared(
  { owner, repository: { name }, stack, period, scheduledAt }: WorkMessage,
  declared: Declared,
  client: GitHubClient,
  tools: UndeclaredTools,
): Promise<void> {
  const { environment, s3, send, countSight, warn } = tools;
  const repository = `${owner}/${name}`;
  const place = { Bucket: environment.bucket, Key: `undeclared/${repository}.json` };
  const text = await readText(s3, place);
  const known = text === undefined ? nothing : parseKnown(text);
  if (known === undefined) throw unreadable(place.Key);
  const look = await lookAtUndeclared(client, { owner, repository: name }, declared, known.parts);
  if (look.unread.length > 0)
    warn(`${repository}: what is undeclared is not readable: ${look.unread.join(', ')}`);
  for (const { change, subject } of look.news)
    warn(
      `${repository}: ${change === 'changed' ? 'undeclared and changed' : 'undeclared'}: ${subject}`,
    );
  const news = send === undefined ? [] : latest([...known.owed, ...look.news]);
  const keep = async (owed: readonly UndeclaredNews[], before: string | undefined) => {
    const Body = stableJson({ version: 1, parts: look.parts, owed } as unknown as Json);
    // Kept before it is sent: a worker that ends between the two says it twice rather than never.
    if (Body !== before)
      await s3.send(new PutObjectCommand({ ...place, Body, ContentType: 'application/json' }));
  };
  await keep(news, text);
  if (send === undefined || news.length === 0) return;
  const count = await countSight({ period, scheduledAt }, 'undeclared');
  const message =
    count <= mostMessages
      ? undeclaredMessage(repository, stack, news)
      : count === mostMessages + 1
        ? manyUndeclaredMessage(stack)
        : undefined;
  const delivery = message === undefined ? { delivered: true as const } : await send(message);
  if (delivery.delivered) await keep([], undefined);
  else warn(`the Slack message was not sent; the next run retries: ${delivery.reason}`);
}

/** One of each subject, as it was last. */
const latest = (news: readonly UndeclaredNews[]): readonly UndeclaredNews[] => [
  ...new Map(news.map((one) => [one.subject, one])).values(),
];

function unreadable(file: string): ProblemsError {
  return new ProblemsError([
    {
      code: 'undeclared-file',
      file,
      message: 'was not written by a look of this version',
      remedy: `restore an earlier version of ${file} in the bucket, or delete it to start over`,
    },
  ]);
}
