import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3ServiceException,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Change, DashboardStore, Snapshot } from '../dashboard/store';
import { historyFile } from '../../core/readiness/history';

/** The history as it is in the bucket. */
export interface BucketSnapshot extends Snapshot {
  /** Undefined when there is no history yet. */
  readonly etag: string | undefined;
}

export interface BucketPlace {
  readonly bucket: string;
  /** Folder of the repository's objects, without a trailing slash. */
  readonly folder: string;
}

/** Times the pages are made again because another writer was faster. */
const maximumRebuilds = 5;

const types: Readonly<Record<string, string>> = {
  json: 'application/json',
  html: 'text/html; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
};

/**
 * A dashboard in a bucket. The history is written last and only over the version that was read, so it never says more
 * than the pages show: a writer that is ended midway leaves a history from which the next one writes the same pages again.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function bucketStore(
  client: S3Client,
  { bucket, folder }: BucketPlace,
): DashboardStore<BucketSnapshot> {
  const key = (file: string): string => `${folder}/${file}`;

  const read = async (): Promise<BucketSnapshot> => {
    try {
      const found = await client.send(
        new GetObjectCommand({ Bucket: bucket, Key: key(historyFile) }),
      );
      const text = (await found.Body?.transformToString('utf8')) ?? '';
      return { etag: found.ETag, files: new Map([[historyFile, text]]) };
    } catch (error) {
      if (error instanceof NoSuchKey) return { etag: undefined, files: new Map() };
      throw error;
    }
  };

  const put = async (file: string, body: string, condition: object = {}): Promise<void> => {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key(file),
        Body: body,
        ContentType: types[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
        CacheControl: 'no-cache',
        ...condition,
      }),
    );
  };

  const write = async (
    change: (snapshot: BucketSnapshot) => Change,
    seen?: BucketSnapshot,
  ): Promise<{ readonly changed: boolean }> => {
    for (let rebuild = 0; ; rebuild += 1) {
      const snapshot =
        rebuild === 0
          ? (seen ?? (await read()))
          : // Pages of the attempt that came too late may be in the bucket now.
            { ...(await read()), pagesInDoubt: true };
      const wanted = change(snapshot);
      if (wanted === undefined) return { changed: false };
      const pages = [...wanted.files].filter(([file]) => file !== historyFile);
      await Promise.all(pages.map(([file, body]) => put(file, body)));
      try {
        await put(historyFile, wanted.files.get(historyFile) ?? '', {
          ...(snapshot.etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: snapshot.etag }),
        });
        return { changed: true };
      } catch (error) {
        // 412: it was changed since it was read. 409: it is being changed right now. 404: it was deleted.
        const status =
          error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
        const wasOvertaken = status === 412 || status === 409 || status === 404;
        if (!wasOvertaken || rebuild >= maximumRebuilds) throw error;
      }
    }
  };
  return { read, write };
}
