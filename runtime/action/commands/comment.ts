import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { numbersOf } from '../../../core/readiness/report/document';
import type { Context, Ending } from '../context';
import type { CommentInputs } from '../inputs';
import { readDocument } from './explain';

/** The one file of the artifact that the trusted job reads. */
export const commentFile = 'comment.json';

/** Writes the numbers of readiness.json to the artifact that the trusted job renders the comment from. */
export async function comment(inputs: CommentInputs, context: Context): Promise<Ending> {
  const document = await readDocument(inputs.readiness);
  const target = join(inputs.output, commentFile);
  await mkdir(inputs.output, { recursive: true });
  await writeFile(target, `${JSON.stringify(numbersOf(document))}\n`);
  context.commands.info(`wrote ${target}`);
  return 'done';
}
