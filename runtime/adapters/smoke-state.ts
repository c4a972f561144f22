import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3ServiceException,
  type S3Client,
} from '@aws-sdk/client-s3';
import { parseJsonText } from '../../core/kernel/json-text';
import { smokeStateSchema, type SmokeState } from '../../core/smoke/announce';

/** The text of an object and its version; undefined when there is none. */
export async function readObject(
  client: S3Client,
  bucket: string,
  key: string,
): Promise<{ readonly text: string; readonly version: string | undefined } | undefined> {
  try {
    const found = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return { text: (await found.Body?.transformToString('utf8')) ?? '', version: found.ETag };
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

/** A smoke monitor's state as an object that is only ever written over the version that was read. */
export function smokeStateStore(client: S3Client, bucket: string, key: string) {
  return {
    read: async (): Promise<{
      readonly state: SmokeState | undefined;
      readonly version: string | undefined;
    }> => {
      const found = await readObject(client, bucket, key);
      // What cannot be read is as good as nothing: a message too many is better than none ever again.
      return { state: stateOf(found?.text ?? ''), version: found?.version };
    },
    /** https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
    write: async (state: SmokeState, over: string | undefined): Promise<string | undefined> => {
      try {
        const written = await client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: `${JSON.stringify(state)}\n`,
            ContentType: 'application/json',
            ...(over === undefined ? { IfNoneMatch: '*' } : { IfMatch: over }),
          }),
        );
        return written.ETag;
      } catch (error) {
        // 412: it was changed since it was read. 409: it is being changed right now. 404: it was deleted.
        const status =
          error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
        if (status === 412 || status === 409 || status === 404) return undefined;
        throw error;
      }
    },
  };
}

function stateOf(text: string): SmokeState | undefined {
  try {
    const parsed = smokeStateSchema.safeParse(parseJsonText(text));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
