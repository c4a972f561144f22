import { ProblemsError } from '../../../core/kernel/problem';
import { parseJson } from '../../../core/readiness/parse/parsed';
import { documentSchema, type ReadinessDocument } from '../../../core/readiness/report/document';
import { renderExplanation } from '../../../core/readiness/report/explanation';
import { readBounded } from '../../adapters/report-files';
import type { Context, Ending } from '../context';
import type { ExplainInputs } from '../inputs';

/** A document larger than this was not written by the gate, in bytes. */
const maximumBytes = 1024 * 1024;

/** Prints how the score of a readiness.json came about. */
export async function explainScore(inputs: ExplainInputs, context: Context): Promise<Ending> {
  context.commands.info(renderExplanation(await readDocument(inputs.readiness)));
  return 'done';
}

/** A readiness.json that a gate wrote. @throws ProblemsError when it is absent or something else. */
export async function readDocument(path: string): Promise<ReadinessDocument> {
  const bytes = await readBounded(path, maximumBytes);
  if (bytes === undefined) {
    throw new ProblemsError([
      {
        code: 'no-document',
        file: path,
        message: 'there is no such readiness.json',
        remedy: 'see whether the gate ran and whether its artifact was downloaded',
      },
    ]);
  }
  const document = parseJson(new TextDecoder().decode(bytes), path, documentSchema);
  if (!document.ok) throw new ProblemsError(document.problems);
  return document.value;
}
