import { type LevelProposal } from '../guard/level-proposal';
import { type JobComparison } from './compare-jobs';
import { type RepositoryFacts } from './facts';
import { type WorkflowFate } from './second-phase';

/** What an adoption found out about one repository. */
export interface AdoptionReport {
  readonly facts: RepositoryFacts;
  readonly phase: 1 | 2;
  readonly jobs: readonly JobComparison[];
  readonly fates: readonly WorkflowFate[];
  /** Files of the pipeline whose paths are taken, whatever the case of their letters. */
  readonly inTheWay: readonly string[];
  /** What the first update changes of the settings that the repository has. */
  readonly changes: readonly string[];
  readonly notes: readonly string[];
  /** A higher level of the guard than the planned one. */
  readonly guard?: Pick<LevelProposal, 'message' | 'setting'> | undefined;
}

/** The report as text for a terminal. */
export function adoptionText(report: AdoptionReport): string {
  const { facts, phase } = report;
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['Jobs of the repository', report.jobs.map((job) => jobLine(job, report))],
    [
      phase === 1 ? 'What the second phase would replace' : 'Workflows',
      report.fates.map((fate) => fateLine(fate, phase)),
    ],
    ['Changes of settings by the next update', orNone(report.changes)],
    ['Files at paths of the pipeline', report.inTheWay.map((path) => wayLine(path, phase))],
    ['Not managed, stays as it is', unmanaged(facts)],
    ['Not read', facts.unread],
    ['Guard', report.guard === undefined ? [] : [report.guard.message, report.guard.setting]],
    ['Notes', report.notes],
  ];
  const lines = sections.flatMap(([title, items]) =>
    items.length === 0 ? [] : [`  ${title}:`, ...items.map((item) => `    ${item}`)],
  );
  return [`${facts.owner}/${facts.name}, phase ${phase}`, ...lines, ''].join('\n');
}

const orNone = (items: readonly string[]): readonly string[] =>
  items.length === 0 ? ['none'] : items;

function fateLine({ file, staysBecause, jobs }: WorkflowFate, phase: 1 | 2): string {
  const named = phase === 1 ? '' : '; the pull request names ';
  if (staysBecause === undefined) return `${file}: replaced${named === '' ? '' : `${named}it`}`;
  const going =
    jobs.length === 0 ? '' : `; without ${jobs.join(', ')}${named === '' ? '' : `${named}them`}`;
  return `${file}: stays: ${staysBecause}${going}`;
}

function jobLine(
  { file, id, verdict, by, others }: JobComparison,
  { phase }: AdoptionReport,
): string {
  const ours = by.join(', ');
  const rest = others.join('; ');
  const twice = phase === 1 ? ', runs twice until the second phase' : '';
  switch (verdict) {
    case 'replaced':
      return `${file} ${id}: ${ours} does the same${twice}`;
    case 'partly':
      return `${file} ${id}: ${ours} does a part of it; nothing of the pipeline does: ${rest}`;
    case 'kept':
      return `${file} ${id}: stays; nothing of the pipeline does it${rest === '' ? '' : `: ${rest}`}`;
  }
}

function wayLine(path: string, phase: 1 | 2): string {
  if (phase === 2) return `${path}: overwritten if \`replaces\` lists it, otherwise in the way`;
  const other = path.replace(/(\.[^./]+)?$/, '-before$1');
  return `${path}: rename it to keep both until the second phase (git mv ${path} ${other}; the names of its checks do not change)`;
}

function unmanaged({ environments, rulesets, variables, secrets }: RepositoryFacts): string[] {
  const environmentText = environments.map(({ name, waitTimer, reviewers }) => {
    const rules = [
      ...(waitTimer > 0 ? [`waits ${waitTimer} min`] : []),
      ...(reviewers > 0 ? [`${reviewers} reviewers`] : []),
    ];
    return rules.length === 0 ? name : `${name} (${rules.join(', ')})`;
  });
  const kinds = { environments: environmentText, rulesets, variables, secrets };
  return Object.entries(kinds).flatMap(([kind, names]) =>
    names.length === 0 ? [] : [`${kind}: ${names.join(', ')}`],
  );
}
