import { jobIdPattern } from '../../core/kernel/job-id';
import { type CheckFailure } from '../protocol/provider';
import { isList, isMap, unknown, type Value, type ValueMap } from '../protocol/values';
import { pathProblem } from './check-files';

/** Jobs of workflows of others that the delivered files replace: ids by the workflow's path. */
export type ReplacesJobs = Readonly<Record<string, readonly string[]>>;

/** Reads what {@link checkReplacesJobs} accepted. */
export function replacesJobsOf(value: Value | undefined): ReplacesJobs {
  if (!isMap(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([path, ids]) => {
      const known = isList(ids) ? ids.filter((id) => typeof id === 'string') : [];
      return known.length === 0 ? [] : [[path, known] as const];
    }),
  );
}

/** What is wrong with the map of jobs; unknown parts are judged once they are known. */
export function checkReplacesJobs({
  replacesJobs,
  replaces,
  files,
}: ValueMap): readonly CheckFailure[] {
  if (replacesJobs === undefined || replacesJobs === null || replacesJobs === unknown) return [];
  if (!isMap(replacesJobs))
    return [{ property: 'replacesJobs', reason: 'must map paths to lists of jobs' }];
  return Object.entries(replacesJobs).flatMap(([path, ids]): readonly CheckFailure[] => {
    const property = `replacesJobs[${JSON.stringify(path)}]`;
    const isOurs = isMap(files) && Object.hasOwn(files, path);
    const isGone = isList(replaces) && replaces.includes(path);
    const problem =
      pathProblem(path) ??
      (isOurs ? 'is a path in files' : isGone ? 'is a path in replaces' : undefined);
    if (problem !== undefined) return [{ property, reason: problem }];
    if (ids === unknown) return [];
    const isRight = isList(ids) && ids.length > 0 && ids.every(isJobId);
    return isRight ? [] : [{ property, reason: 'must be a list of ids of jobs' }];
  });
}

const isJobId = (id: Value): boolean =>
  id === unknown || (typeof id === 'string' && jobIdPattern.test(id));
