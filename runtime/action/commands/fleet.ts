import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemsError, type Problem } from '../../../core/kernel/problem';
import { emptyHistory, historySchema, type History } from '../../../core/readiness/history';
import {
  parseJson,
  parsed,
  refused,
  type Parsed,
  type Schema,
} from '../../../core/readiness/parse/parsed';
import { documentSchema } from '../../../core/readiness/report/document';
import type { FleetMember } from '../../../core/readiness/report/html-fleet';
import { listDirectory, readBounded } from '../../adapters/report-files';
import type { Context, Ending } from '../context';
import type { FleetInputs } from '../inputs';

/** Largest history that is read, in bytes: that of a busy repository is a tenth of it. */
const maximumBytes = 16 * 1024 * 1024;

/**
 * Renders the fleet's page from a directory with one directory a repository: its data branch, or just its
 * readiness.json, which has no past. @throws ProblemsError naming every directory that has neither or cannot be read.
 */
export async function fleet(inputs: FleetInputs, context: Context): Promise<Ending> {
  const members: FleetMember[] = [];
  const problems: Problem[] = [];
  const entries = await listDirectory(inputs.histories);
  const names = entries
    // Such as the .git of a directory that is itself a clone.
    .filter((entry) => entry.isDirectory && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
  for (const name of names) {
    const history = await readMember(join(inputs.histories, name));
    if (history.ok) {
      const page = `${encodeURIComponent(name)}/index.html`;
      members.push({ history: history.value, page });
    } else problems.push(...history.problems);
  }
  if (members.length === 0 && problems.length === 0) {
    problems.push({
      code: 'no-histories',
      file: inputs.histories,
      message: 'there is no directory in it',
      remedy: "clone each repository's data branch into a directory of its own",
    });
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  const { renderFleet } = await import('../../dashboard/html-pages.js');
  await writeFile(inputs.output, renderFleet(members));
  context.commands.info(`wrote ${inputs.output}: ${members.length} repositories`);
  return 'done';
}

async function readMember(directory: string): Promise<Parsed<History>> {
  const history = await read(join(directory, 'history.json'), historySchema);
  if (history !== undefined) return history;
  const document = await read(join(directory, 'readiness.json'), documentSchema);
  if (document === undefined) {
    return refused(directory, 'no-history', 'has neither a history.json nor a readiness.json', {
      remedy: "clone the repository's data branch into it, or take it out",
    });
  }
  return document.ok ? parsed({ ...emptyHistory, document: document.value }) : document;
}

/** A file that is none of ours has a problem at every key; its first one says enough. */
async function read<T>(file: string, schema: Schema<T>): Promise<Parsed<T> | undefined> {
  const bytes = await readBounded(file, maximumBytes);
  if (bytes === undefined) return undefined;
  const result = parseJson(new TextDecoder().decode(bytes), file, schema);
  if (result.ok) return result;
  const [first] = result.problems;
  if (first?.path !== 'version') return { ok: false, problems: result.problems.slice(0, 1) };
  return refused(file, 'other-version', 'no file that this version of Gatehouse writes', {
    path: 'version',
    ...(first.found === undefined ? {} : { found: first.found }),
    remedy: 'let the repository write it anew, by the same version as this one',
  });
}
