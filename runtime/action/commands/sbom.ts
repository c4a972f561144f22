import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { ProblemsError } from '../../../core/kernel/problem';
import { decodeReport, maximumReportBytes } from '../../../core/readiness/parse/parsed';
import { parseBill, type Bill } from '../../../core/sbom/bill';
import { compareBills } from '../../../core/sbom/compare-bills';
import { renderBillChanges } from '../../../core/sbom/render-changes';
import { spdxDocument } from '../../../core/sbom/spdx';
import { readBounded } from '../../adapters/report-files';
import type { Context, Ending } from '../context';
import type { SbomInputs } from '../inputs';

/** Writes a bill in SPDX, and what is new in it since the former release where that is named. */
export async function sbom(
  { bill: path, output, previous, changes }: SbomInputs,
  context: Context,
): Promise<Ending> {
  const bill = await billAt(path);
  if (bill === undefined) {
    throw new ProblemsError([
      { code: 'no-bill', file: path, message: 'is missing', remedy: 'write the bill first' },
    ]);
  }
  const facts = { name: 'project', now: context.now().toISOString(), uuid: randomUUID() };
  await writeFile(output, spdxDocument(bill, facts));
  context.commands.info(`${output}: ${bill.components.length} packages`);
  if (previous === undefined) return 'done';
  const before = await billAt(previous);
  const text = renderBillChanges(before === undefined ? undefined : compareBills(before, bill));
  await writeFile(changes, text);
  await context.commands.appendSummary(text);
  return 'done';
}

/** @throws ProblemsError when there is a file that is no bill. */
async function billAt(path: string): Promise<Bill | undefined> {
  const bytes = await readBounded(path, maximumReportBytes);
  if (bytes === undefined) return undefined;
  const text = decodeReport(bytes, path);
  const read = text.ok ? parseBill(text.value, path) : text;
  if (!read.ok) throw new ProblemsError(read.problems);
  return read.value;
}
