import { isMap } from 'yaml';
import { prop } from '../reading/resource-view';
import { isSame } from './same-value';
import {
  mapAt,
  pairPlaces,
  type PairPlace,
  placeOf,
  readSectioned,
  type Section,
  type SectionedText,
  withoutPairs,
} from './yaml-sections';

/** A text, or why there is none, in words that follow the file's path. */
type JobsResult = { readonly text: string } | { readonly problem: string };

const jobs: Section = { key: 'jobs', kind: 'map' };

/** The ids among these that a workflow has as jobs, in its own order; none where the text is not a workflow. */
export function jobsAmong(text: string, ids: readonly string[]): readonly string[] {
  const read = readSectioned(text, [jobs]);
  if (typeof read === 'string') return [];
  return Object.keys(jobsOf(read)).filter((id) => ids.includes(id));
}

/**
 * A workflow without some of its jobs; every other byte stays. Ids that it does not have are passed over. It is refused where
 * a job that stays, or the caller of the workflow, needs one of them, where none would stay, and where the remaining text
 * would say anything else than before.
 */
export function withoutJobs(text: string, ids: readonly string[]): JobsResult {
  if (ids.length === 0) return { text };
  const read = readSectioned(text, [jobs]);
  if (typeof read === 'string') return { problem: read };
  const all = jobsOf(read);
  const going = Object.keys(all).filter((id) => ids.includes(id));
  if (going.length === 0) return { text };
  const staying = Object.keys(all).filter((id) => !going.includes(id));
  if (staying.length === 0)
    return { problem: 'would have no jobs left; list the whole file in `replaces`' };
  for (const id of staying) {
    const needed = needsOf(all[id]).find((one) => going.includes(one));
    if (needed !== undefined) return { problem: `has the job ${id}, which needs ${needed}` };
  }
  const given = going.find((id) => isOutputOf(read, id));
  if (given !== undefined) return { problem: `gives its callers outputs of the job ${given}` };
  const map = mapAt(read.root, jobs.key);
  if (map === undefined) return { problem: 'has no map of jobs' };
  const rest = withoutPairs(text, map, new Set(going));
  const after = readSectioned(rest, [jobs]);
  const expected = {
    ...read.data,
    jobs: Object.fromEntries(staying.map((id) => [id, all[id]])),
  };
  return typeof after === 'object' && isSame(after.data, expected)
    ? { text: rest }
    : { problem: `cannot do without the lines of ${going.join(', ')}, which others refer to` };
}

/**
 * A workflow with jobs of another text of it, each beside its neighbour there. Ids that it has already stay as they are; every
 * other byte stays too.
 *
 * @param former a text that has these jobs.
 */
export function withJobs(text: string, former: string, ids: readonly string[]): JobsResult {
  const [now, before] = [text, former].map((one) => readSectioned(one, [jobs]));
  if (typeof now !== 'object') return { problem: now ?? 'cannot be read' };
  if (typeof before !== 'object') return { problem: 'was not a workflow before' };
  const present = jobsOf(now);
  const known = jobsOf(before);
  const missing = ids.filter((id) => !Object.hasOwn(present, id));
  const unknown = missing.find((id) => !Object.hasOwn(known, id));
  if (unknown !== undefined) return { problem: `did not have the job ${unknown} before` };
  const inOrder = Object.keys(known).filter((id) => missing.includes(id));
  const whole = inOrder.reduce((rest, id) => withJob(rest, before, id), text);
  const after = readSectioned(whole, [jobs]);
  const expected = {
    ...now.data,
    ...(missing.length === 0
      ? {}
      : { jobs: { ...present, ...Object.fromEntries(missing.map((id) => [id, known[id]])) } }),
  };
  return typeof after === 'object' && isSame(after.data, expected)
    ? { text: whole }
    : { problem: `cannot get the lines of ${missing.join(', ')} back` };
}

/** A text with one more job, which may not be what it was before if its lines need others. */
function withJob(text: string, before: SectionedText, id: string): string {
  const now = readSectioned(text, [jobs]);
  if (typeof now !== 'object') return text;
  const formerPlaces = placesOf(before);
  const index = formerPlaces.findIndex(({ key }) => key === id);
  const job = formerPlaces[index];
  if (job === undefined) return text;
  const places = placesOf(now);
  const present = (key: string): PairPlace | undefined => places.find((one) => one.key === key);
  const above = formerPlaces
    .slice(0, index)
    .reverse()
    .find(({ key }) => present(key) !== undefined);
  const below = formerPlaces.slice(index + 1).find(({ key }) => present(key) !== undefined);
  const { at, indent, hasKey } = placeOf(now, jobs, [jobs]);
  const margin = ' '.repeat(indent);
  const lines = job.lines.map((line) => (line === '' ? line : margin + line)).join('\n');
  const isLast = index === formerPlaces.length - 1;
  const block = `${hasKey ? '' : `${jobs.key}:\n`}${lines}\n${isLast ? '' : job.gap}`;
  const neighbour = above === undefined ? undefined : present(above.key);
  const behind =
    neighbour === undefined || above === undefined
      ? undefined
      : neighbour.end + (neighbour.gap.startsWith(above.gap) ? above.gap.length : 0);
  const place = behind ?? (below === undefined ? undefined : present(below.key)?.start) ?? at;
  const head = text.slice(0, place);
  const line = head === '' || head.endsWith('\n') ? '' : '\n';
  return head + line + block + text.slice(place);
}

function placesOf({ text, root }: SectionedText): readonly PairPlace[] {
  const map = mapAt(root, jobs.key);
  return map === undefined ? [] : pairPlaces(text, map);
}

const jobsOf = ({ root, data }: SectionedText): Readonly<Record<string, unknown>> =>
  isMap(root.get(jobs.key, true)) ? (data[jobs.key] as Readonly<Record<string, unknown>>) : {};

function needsOf(job: unknown): readonly string[] {
  const needs = prop(job, 'needs');
  return (Array.isArray(needs) ? (needs as unknown[]) : [needs]).filter(
    (one) => typeof one === 'string',
  );
}

/** Whether a reusable workflow gives an output of a job to its callers. */
function isOutputOf({ data }: SectionedText, id: string): boolean {
  const outputs = prop(prop(prop(data, 'on'), 'workflow_call'), 'outputs');
  const source = JSON.stringify(outputs ?? {});
  return new RegExp(`\\bjobs(?:\\.${id}\\b|\\[\\\\?['"]${id}\\\\?['"])(?!-)`).test(source);
}
