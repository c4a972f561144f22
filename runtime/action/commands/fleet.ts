import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemsError, type Problem } from '../../../kernel/problem';
import { historySchema } from '../../../readiness/history';
import { parseJson } from '../../../readiness/parse/parsed';
import { renderFleet, type FleetMember } from '../../../readiness/report/html-fleet';
import { listDirectory, readBounded } from '../../adapters/report-files';
import type { Context, Ending } from '../context';
import type { FleetInputs } from '../inputs';

/** Largest history that is read, in bytes: that of a busy repository is a tenth of it. */
const maximumBytes = 16 * 1024 * 1024;

/** Renders the fleet's page from a directory with one directory a repository, each as its data branch has it. */
export async function fleet(inputs: FleetInputs, context: Context): Promise<Ending> {
  const members: FleetMember[] = [];
  const problems: Problem[] = [];
  const entries = await listDirectory(inputs.histories);
  for (const name of entries
    .filter((entry) => entry.isDirectory)
    .map((entry) => entry.name)
    .sort()) {
    const file = join(inputs.histories, name, 'history.json');
    const bytes = await readBounded(file, maximumBytes);
    if (bytes === undefined) continue;
    const history = parseJson(new TextDecoder().decode(bytes), file, historySchema);
    if (history.ok) {
      const page = `${encodeURIComponent(name)}/index.html`;
      members.push({ history: history.value, page });
    } else problems.push(...history.problems);
  }
  if (members.length === 0 && problems.length === 0) {
    problems.push({
      code: 'no-histories',
      file: inputs.histories,
      message: 'no directory in it has a history.json',
      remedy: "clone each repository's data branch into a directory of its own",
    });
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  await writeFile(inputs.output, renderFleet(members));
  context.commands.info(`wrote ${inputs.output}: ${members.length} repositories`);
  return 'done';
}
