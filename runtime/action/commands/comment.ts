import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemsError } from '../../../kernel/problem';
import { parseJson } from '../../../readiness/parse/parsed';
import { commentFacts, documentSchema } from '../../../readiness/report/document';
import { readBounded } from '../../adapters/report-files';
import type { Context, Ending } from '../context';
import type { CommentInputs } from '../inputs';

/** The one file of the artifact that the trusted job reads. */
export const commentFile = 'comment.json';

/** A document larger than this was not written by the gate. */
const maximumBytes = 1024 * 1024;

/** Writes the numbers of readiness.json to the artifact that the trusted job renders the comment from. */
export async function comment(inputs: CommentInputs, context: Context): Promise<Ending> {
  const bytes = await readBounded(inputs.readiness, maximumBytes);
  if (bytes === undefined) {
    throw new ProblemsError([
      {
        code: 'no-document',
        file: inputs.readiness,
        message: 'there is no readiness.json to comment on',
        remedy: 'see whether the gate ran and whether its artifact was downloaded',
      },
    ]);
  }
  const document = parseJson(new TextDecoder().decode(bytes), inputs.readiness, documentSchema);
  if (!document.ok) throw new ProblemsError(document.problems);
  await mkdir(inputs.output, { recursive: true });
  await writeFile(
    join(inputs.output, commentFile),
    `${JSON.stringify(commentFacts(document.value))}\n`,
  );
  context.commands.info(`wrote ${join(inputs.output, commentFile)}`);
  return 'done';
}
