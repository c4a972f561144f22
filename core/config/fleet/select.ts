import { type Problem } from '../../kernel/problem';
import { type KeyPath, type Place } from '../place';
import { type FleetContent, readFleet } from './entries';
import { type FleetFiles } from './files';
import { fleetSelection, maximumRepositories, usualFiles } from './fleet-schema';
import { isSelected } from './pattern';

/** Where a stack's fleet files come from. */
export interface FleetSource {
  readonly stack: string;
  readonly read: (patterns: readonly string[]) => FleetFiles;
}

/** What of the fleet files is the stack's, and the patterns that named them. */
export interface SelectedFleet extends FleetContent {
  readonly patterns: readonly string[];
}

/** Reads the fleet files that a stack names, and chooses its repositories among theirs. */
export function selectFleet(
  source: FleetSource | undefined,
  selection: unknown,
  placeAt: (path: KeyPath) => Place,
): SelectedFleet {
  const chosen = fleetSelection.safeParse(selection ?? {});
  // A mistake in the selection itself is reported with the rest of the stack.
  if (source === undefined || !chosen.success) {
    return { groups: [], entries: [], problems: [], patterns: [] };
  }
  const { files, repositories = [] } = chosen.data;
  const patterns = files ?? usualFiles(source.stack);
  const read = source.read(patterns);
  const content = readFleet(read.texts);
  const problems: Problem[] = [...read.problems, ...content.problems];
  for (const [index, pattern] of (files ?? []).entries()) {
    if (!read.unmatched.includes(pattern)) continue;
    const message = 'matches no file of the project';
    const found = JSON.stringify(pattern);
    problems.push({
      code: 'no-fleet-file',
      ...placeAt(['fleet', 'files', index]),
      message,
      found,
    });
  }
  for (const [index, pattern] of repositories.entries()) {
    const bare = pattern.replace(/^!/, '');
    if (problems.length > 0 || content.entries.some(({ name }) => isSelected([bare], name))) {
      continue;
    }
    const message = 'matches no repository of the fleet files';
    const found = JSON.stringify(pattern);
    const place = placeAt(['fleet', 'repositories', index]);
    problems.push({ code: 'no-repository', ...place, message, found });
  }
  const entries = content.entries.filter(({ name }) => isSelected(repositories, name));
  return { groups: content.groups, entries, problems, patterns };
}

/** Whether a stack has too many repositories, or none, given those of the stack file and of the fleet files. */
export function numberProblems(
  entries: number,
  { patterns, problems }: SelectedFleet,
  place: Place,
): readonly Problem[] {
  if (entries > maximumRepositories) {
    const found = `${entries} with those of the fleet files`;
    const allowed = `at most ${maximumRepositories}`;
    return [{ code: 'too-big', ...place, message: 'is too large', found, allowed }];
  }
  // Files that cannot be read are reported already.
  if (entries > 0 || problems.length > 0) return [];
  const files = patterns.length === 0 ? '' : `, or in ${patterns.join(' or ')}`;
  const message = 'the stack has no repository';
  return [{ code: 'missing-key', ...place, message, allowed: `entries here${files}` }];
}
