import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';

/** The text of an object of a bucket; undefined where there is none. */
export async function readText(
  s3: S3Client,
  place: { readonly Bucket: string; readonly Key: string },
): Promise<string | undefined> {
  try {
    const found = await s3.send(new GetObjectCommand(place));
    return (await found.Body?.transformToString('utf8')) ?? '';
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}
