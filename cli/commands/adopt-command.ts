import * as fs from 'node:fs';
import path from 'node:path';
import { compareJobs } from '../../core/adoption/compare-jobs';
import { type RepositoryFacts } from '../../core/adoption/facts';
import { importFile } from '../../core/adoption/import-file';
import { keptSettings } from '../../core/adoption/kept-settings';
import { type PlannedResource } from '../../core/adoption/planned';
import { type AdoptionReport } from '../../core/adoption/report';
import { dependabotObstacle, workflowFates } from '../../core/adoption/second-phase';
import { settingChanges } from '../../core/adoption/setting-changes';
import { appendEntry } from '../../core/config/fleet/append';
import { ejectEntry } from '../../core/config/fleet/eject';
import { requireChecks } from '../../core/config/fleet/second-phase';
import { levelProposal, planFeatures } from '../../core/guard/level-proposal';
import { presentLevel } from '../../core/guard/present-level';
import { isGenerated } from '../../core/kernel/marker';
import { type Problem, ProblemsError } from '../../core/kernel/problem';
import { gatehouseTypes, githubTypes } from '../../core/kernel/resource-types';
import { jobsWork, proposeForBranch, type BranchProposal } from '../../core/project';
import { writeWhole } from '../../policies/whole-file';
import { ReadingGitHub } from '../../provider/github/reading-github';
import { readRepository } from '../adopt/read-facts';
import { stackConnection, stackOwner } from '../adopt/stack-connection';
import { hasFailed, type RunReport } from '../engine/run-report';
import { schemaPath } from '../project/schema-path';
import { type FleetPlace, fleetFileFor } from './config-command';
import { type StackOptions } from './open-stack';
import { plan, type RunOptions } from './run-command';
import { plainMap } from './wanted-resources';

export interface AdoptOptions extends RunOptions {
  /** `owner/repository` each. */
  readonly targets: readonly string[];
  /** 1: the pipeline comes beside what is there. 2: its checks are required, and it replaces what it does as well. */
  readonly phase: 1 | 2;
  /** The fleet file, instead of `fleet/<stack>.yaml`. */
  readonly to: string | undefined;
}

export type AdoptOutcome =
  /** The program failed on the new configuration, which was taken back. */
  | { readonly kind: 'failed'; readonly report: RunReport }
  | {
      readonly kind: 'adopted';
      readonly reports: readonly AdoptionReport[];
      /** Paths below the project. */
      readonly fleetFile: string;
      /** Undefined in the second phase, which imports nothing. */
      readonly importFile: string | undefined;
    };

/** What was read of one repository. */
interface Reading {
  readonly facts: RepositoryFacts;
  readonly proposal: BranchProposal;
  readonly jobs: AdoptionReport['jobs'];
  readonly fates: AdoptionReport['fates'];
}

/**
 * Writes the entries of repositories that are on GitHub, so that the next update adds files and changes no setting, or
 * moves these entries to the second phase. GitHub is only read.
 *
 * @throws ProblemsError with everything that is in the way; then nothing was written.
 */
export async function adopt(options: AdoptOptions): Promise<AdoptOutcome> {
  const place = await fleetFileFor(options, options.to);
  const imports = place.target.replace(/\.ya?ml$/, '') + '.import.json';
  const connection = stackConnection(place.config, place.projectName, options.environment);
  const names = namesOf(options.targets, connection.owner);
  if (options.phase === 1 && fs.existsSync(imports)) {
    throw new ProblemsError([
      {
        code: 'import-file',
        file: path.relative(place.root, imports),
        message: 'already exists and is not overwritten',
        remedy: 'import it with `pulumi import --file`, then remove it',
      },
    ]);
  }
  const github = new ReadingGitHub(connection);
  const readings: Reading[] = [];
  const problems: Problem[] = [];
  for (const name of names) {
    const read = await readOne(github, name);
    if ('problems' in read) problems.push(...read.problems);
    else readings.push(read);
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  const before = fs.existsSync(place.target) ? fs.readFileSync(place.target, 'utf8') : undefined;
  writeWhole(place.target, newText(options, place, before ?? header(place), readings));
  const report = await planned(options, place, before);
  if (hasFailed(report)) {
    restore(place.target, before);
    return { kind: 'failed', report };
  }
  const resources = resourcesOf(report);
  const facts = readings.map((one) => one.facts);
  if (options.phase === 1) {
    const file = importFile(resources, facts);
    writeWhole(imports, `${JSON.stringify(file, undefined, 2)}\n`, { isNew: true });
  }
  return {
    kind: 'adopted',
    reports: readings.map((one) => reportOf(one, resources, options.phase)),
    fleetFile: place.shown,
    importFile: options.phase === 1 ? path.relative(place.root, imports) : undefined,
  };
}

/**
 * Marks the entries of repositories as ejected. GitHub is not contacted.
 *
 * @returns the path of the fleet file below the project.
 * @throws ProblemsError for a repository without an entry; nothing was written then.
 */
export async function eject(
  options: StackOptions,
  targets: readonly string[],
  to: string | undefined,
): Promise<string> {
  const place = await fleetFileFor(options, to);
  const names = namesOf(targets, stackOwner(place.config, place.projectName));
  let text = fs.existsSync(place.target) ? fs.readFileSync(place.target, 'utf8') : '';
  const problems: Problem[] = [];
  for (const name of names) {
    const result = ejectEntry(place.shown, text, name);
    if (result.ok) text = result.text;
    else problems.push(...result.problems);
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  writeWhole(place.target, text);
  return place.shown;
}

/** Bare names. @throws ProblemsError for what is not a repository of the stack's owner. */
function namesOf(targets: readonly string[], owner: string): readonly string[] {
  const problems: Problem[] = [];
  const names = targets.map((target) => {
    const [, of = '', name = ''] = /^([A-Za-z0-9-]+)\/([A-Za-z0-9_.-]{1,100})$/.exec(target) ?? [];
    if (of.toLowerCase() === owner.toLowerCase()) return name;
    problems.push({
      code: 'adopt-target',
      path: target,
      message: name === '' ? 'is not a repository' : 'has another owner than the stack',
      allowed: `${owner}/REPOSITORY`,
    });
    return name;
  });
  if (problems.length > 0) throw new ProblemsError(problems);
  return [...new Set(names)];
}

async function readOne(
  github: ReadingGitHub,
  name: string,
): Promise<Reading | { readonly problems: readonly Problem[] }> {
  const { facts, tree } = await readRepository(github, name);
  const proposal = await proposeForBranch(tree, facts.defaultBranch);
  if ('problems' in proposal) {
    const file = `${facts.owner}/${name}`;
    return { problems: proposal.problems.map((one) => ({ ...one, file: filed(file, one.file) })) };
  }
  const jobs = compareJobs(await jobsWork(tree), proposal.settings);
  return { facts, proposal, jobs, fates: workflowFates(jobs, facts) };
}

const filed = (repository: string, file: string | undefined): string =>
  file === undefined ? repository : `${repository}: ${file}`;

/** The first line of a new fleet file, for editors. */
const header = ({ root, shown }: FleetPlace): string =>
  `# yaml-language-server: $schema=${schemaPath(root, shown, 'fleet')}\n`;

function newText(
  { phase }: AdoptOptions,
  { shown }: FleetPlace,
  before: string,
  readings: readonly Reading[],
): string {
  let text = before;
  const problems: Problem[] = [];
  for (const { facts, proposal, fates } of readings) {
    const kept = keptSettings(facts);
    const replaced = fates.flatMap((one) => (one.staysBecause === undefined ? [one.file] : []));
    const replacesJobs = Object.fromEntries(
      fates.flatMap(({ file, jobs }) => (jobs.length === 0 ? [] : [[file, jobs] as const])),
    );
    const result =
      phase === 2
        ? requireChecks(shown, text, facts.name, {
            replaces: replaced,
            replacesJobs,
            dependabot: facts.dependabot !== undefined && dependabotObstacle(facts) === undefined,
          })
        : appendEntry(shown, text, {
            name: facts.name,
            settings: { ...proposal.settings, ...kept.settings },
            reasons: kept.reasons,
          });
    if (result.ok) text = result.text;
    else problems.push(...result.problems);
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  return text;
}

function restore(file: string, before: string | undefined): void {
  if (before === undefined) fs.rmSync(file);
  else writeWhole(file, before);
}

async function planned(
  options: AdoptOptions,
  { target }: FleetPlace,
  before: string | undefined,
): Promise<RunReport> {
  try {
    return await plan({ ...options, packs: [], withoutSecrets: true });
  } catch (error) {
    restore(target, before);
    throw error;
  }
}

function resourcesOf({ steps }: RunReport): readonly PlannedResource[] {
  return steps
    .filter(({ operation }) => operation !== 'delete')
    .map(({ urn, type, name, parent, inputs }) => {
      return { urn, type, name, parent, inputs: plainMap(inputs) };
    });
}

function reportOf(
  { facts, proposal, jobs, fates }: Reading,
  resources: readonly PlannedResource[],
  phase: 1 | 2,
): AdoptionReport {
  return {
    facts,
    phase,
    jobs,
    fates,
    inTheWay: inTheWay(facts, resources),
    changes: settingChanges(resources, facts),
    notes: [...proposal.notes, ...keptSettings(facts).notes, ...dependabotNotes(facts, phase)],
    guard: guardProposal(facts, resources),
  };
}

function dependabotNotes(facts: RepositoryFacts, phase: 1 | 2): readonly string[] {
  const obstacle = dependabotObstacle(facts);
  if (phase === 1 || facts.dependabot === undefined) return [];
  const { path } = facts.dependabot;
  return [
    obstacle === undefined
      ? `${path} gets the entries that it lacks, between marks; its own stay.`
      : `${path} stays as it is (\`dependabot.enabled: false\`): ${obstacle}.`,
  ];
}

function guardProposal(
  { name, isPrivate = true, plan }: RepositoryFacts,
  resources: readonly PlannedResource[],
): AdoptionReport['guard'] {
  const present = presentLevel(
    name,
    resources.filter(
      ({ type, inputs }) =>
        inputs['repository'] === name || type === githubTypes.OrganizationRuleset,
    ),
  );
  return present && levelProposal({ ...present, isPrivate, ...planFeatures(plan, isPrivate) });
}

/** Files of the repository at paths that the pipeline needs, or that differ from these in case only. */
function inTheWay(
  { name, paths, workflows }: RepositoryFacts,
  resources: readonly PlannedResource[],
): readonly string[] {
  const commit = resources.find(
    ({ type, inputs }) => type === gatehouseTypes.WorkflowCommit && inputs['repository'] === name,
  );
  const files = Object.keys(commit?.inputs['files'] ?? {});
  const taken = new Set(
    files.flatMap((file) => {
      const parts = file.toLowerCase().split('/');
      return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    }),
  );
  const own = new Set(
    workflows.filter(({ text }) => isGenerated(text)).map((workflow) => workflow.path),
  );
  return paths.filter((file) => taken.has(file.toLowerCase()) && !own.has(file));
}
