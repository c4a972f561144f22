import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { historyFile, type History } from '../../../core/readiness/history';
import { parseHistory } from '../../../core/readiness/parse/history-text';
import { fleetMessage } from '../../../core/readiness/report/fleet-message';
import type { SendToSlack } from '../../dashboard/refresh';
import type { WorkerEnvironment } from '../environment';
import type { FleetReport } from '../work-message';
import { readText } from './bucket-text';

/** What a report needs of the world. */
export interface ReportTools {
  readonly environment: Pick<WorkerEnvironment, 'bucket' | 'dashboardUrl'>;
  readonly s3: S3Client;
  /** Undefined: no messages are sent. */
  readonly send: SendToSlack | undefined;
  readonly warn: (message: string) => void;
}

/** Thrown when Slack did not take the message, which is worth another attempt and no failure. */
export class ReportNotDelivered extends Error {
  override readonly name = 'ReportNotDelivered';
}

/** Histories that are read at once. */
const atOnce = 20;

/** Folder of the bucket with everything about repositories; the page of all of them lies there. */
const folder = 'repositories';

/**
 * Writes the page of all repositories of a stack, `repositories/index.html`, and sends the one message about them. A history
 * that cannot be read costs its repository a place in both, and a warning.
 *
 * @throws ReportNotDelivered
 */
export async function reportFleet(
  { stack, owner, reportOn, period, scheduledAt }: FleetReport,
  { environment, s3, send, warn }: ReportTools,
): Promise<void> {
  const { bucket, dashboardUrl } = environment;
  const members: { readonly history: History; readonly page: string }[] = [];
  for (let start = 0; start < reportOn.length; start += atOnce) {
    const read = await Promise.all(
      reportOn.slice(start, start + atOnce).map(async (name) => {
        const text = await readText(s3, {
          Bucket: bucket,
          Key: `${folder}/${owner}/${name}/${historyFile}`,
        });
        if (text === undefined) return undefined;
        const parsed = parseHistory(text, `${owner}/${name}/${historyFile}`, 'see its own report');
        if (!parsed.ok) warn(`the history of ${owner}/${name} cannot be read`);
        return parsed.ok
          ? { history: parsed.value, page: `${owner}/${name}/index.html` }
          : undefined;
      }),
    );
    members.push(...read.filter((member) => member !== undefined));
  }
  const { renderFleet } = await import('../../dashboard/html-pages.js');
  const key = `${folder}/index.html`;
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: renderFleet(members),
      ContentType: 'text/html; charset=utf-8',
      CacheControl: 'no-cache',
    }),
  );
  if (send === undefined) return;
  const delivery = await send(
    fleetMessage({
      stack,
      histories: members.map(({ history }) => history),
      days: period === 'monthly' ? 30 : 7,
      now: scheduledAt,
      pageUrl:
        dashboardUrl === undefined
          ? `https://console.aws.amazon.com/s3/object/${bucket}?prefix=${key}`
          : `${dashboardUrl}/index.html`,
    }),
  );
  if (!delivery.delivered) throw new ReportNotDelivered(delivery.reason);
}
