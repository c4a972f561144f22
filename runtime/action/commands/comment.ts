import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { measurementSchema, type Measurement } from '../../../core/performance/results';
import { decodeReport, maximumReportBytes, parseJson } from '../../../core/readiness/parse/parsed';
import { performanceNumbers } from '../../../core/readiness/report/performance-comment';
import { readBounded } from '../../adapters/report-files';
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
  const performance = await measured(inputs.performance);
  const numbers = {
    ...numbersOf(document),
    ...(performance === undefined ? {} : { performance: performanceNumbers(performance) }),
  };
  await writeFile(target, `${JSON.stringify(numbers)}\n`);
  context.commands.info(`wrote ${target}`);
  return 'done';
}

/** What the benchmarks said; undefined where there are none, or nothing that can be read. */
async function measured(path: string): Promise<Measurement | undefined> {
  const bytes = path === '' ? undefined : await readBounded(path, maximumReportBytes);
  const text = bytes === undefined ? undefined : decodeReport(bytes, path);
  const parsed = text?.ok === true ? parseJson(text.value, path, measurementSchema) : undefined;
  return parsed?.ok === true ? parsed.value : undefined;
}
