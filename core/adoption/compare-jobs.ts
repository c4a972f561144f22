import { houseDefaults } from '../config/defaults';
import { jobTitles } from '../pipeline/job-titles';
import { type JobWork, type Proposal, type Work } from '../project';

/** How a job of the repository's own workflows relates to the pipeline. */
export interface JobComparison {
  /** Path of the workflow. */
  readonly file: string;
  readonly id: string;
  /**
   * - `replaced`: the pipeline does all that it does; while it stays, that runs twice.
   * - `partly`: the pipeline does some of it.
   * - `kept`: nothing of the pipeline does what it does.
   */
  readonly verdict: 'replaced' | 'partly' | 'kept';
  /** Titles of the pipeline's jobs that do the same. */
  readonly by: readonly string[];
  /** What nothing of the pipeline does. */
  readonly others: readonly string[];
}

/** Titles of the pipeline's jobs by the kind of work. */
const titles: Readonly<Record<Work['kind'], string>> = {
  lint: jobTitles.lint,
  format: jobTitles.lint,
  types: jobTitles.lint,
  tests: jobTitles.test,
  security: jobTitles.security,
  build: 'Build Packages',
};

/** Compares the jobs of a repository with the pipeline that the proposed settings give. */
export function compareJobs(
  jobs: readonly JobWork[],
  settings: Proposal['settings'],
): readonly JobComparison[] {
  return jobs.map((job) => compareJob(job, settings));
}

function compareJob(job: JobWork, settings: Proposal['settings']): JobComparison {
  const { file, id, work } = job;
  if (!job.isForChanges) {
    const others = ['it is not started by pushes or pull requests'];
    return { file, id, verdict: 'kept', by: [], others };
  }
  const done = work.filter((one) => isDone(one, settings));
  const others = [
    ...work.filter((one) => !isDone(one, settings)).map(({ tool }) => tool),
    ...job.others,
    ...foreignRunners(job, settings),
  ];
  const by = [...new Set(done.map(({ kind }) => titles[kind]))];
  const verdict = done.length === 0 ? 'kept' : others.length === 0 ? 'replaced' : 'partly';
  return { file, id, verdict, by, others: [...new Set(others)] };
}

function isDone({ kind, tool }: Work, settings: Proposal['settings']): boolean {
  const checks = { ...houseDefaults.checks, ...settings.checks };
  const gates = { ...houseDefaults.gates, ...settings.gates };
  switch (kind) {
    case 'lint':
      return gates.lint !== 'off' && tool === checks.linter;
    case 'format':
      return gates.format !== 'off' && tool === checks.formatter;
    case 'types':
      return gates.types !== 'off' && tool === checks.typeChecker;
    case 'tests':
      return gates.tests !== 'off';
    case 'security':
      return gates.security !== 'off';
    case 'build':
      return { ...houseDefaults.build, ...settings.build }.packages;
  }
}

/** Runners that the tests of the pipeline do not run on. */
function foreignRunners({ runsOn }: JobWork, settings: Proposal['settings']): readonly string[] {
  const ours = [houseDefaults.runner, ...(settings.checks?.runners ?? [])];
  const family = (label: string): string => label.split('-')[0] ?? label;
  return runsOn
    .filter((label) => !ours.map(family).includes(family(label)))
    .map((label) => `runs on ${label}`);
}
