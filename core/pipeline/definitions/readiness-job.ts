import { jobTitles } from '../job-titles';
import { gatehouseAction } from '../actions/gatehouse';
import { pins } from '../actions/pins';
import { expression } from '../model/expression';
import { job, type AnyJob } from '../model/job';
import { stepOutput, uses } from '../model/step';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { type GateName, gateNames, modeText } from '../../readiness/gate-modes';
import { checkout } from './setup';
import { testRecordArtifact, testRecordFile } from '../../readiness/test-record';
import { furtherProjects } from '../further-projects';
import { fromRoot } from '../steps/directory';
import { uploadResult } from './upload-result';
import { modesIn, stagesIn } from '../steps/ramp-script';
import { reportsDirectory } from '../steps/reports';

/** Where the gate writes its verdict, for the comment and for the record. */
export const readinessFile = 'readiness.json';

/** Inputs of the action that the gate and the dashboard share, so that both score by the same rules. */
export function scoringInputs(
  settings: PipelineSettings,
  qualityJobs: readonly AnyJob[],
): Readonly<
  Record<
    | 'threshold'
    | 'weights'
    | 'window'
    | 'workflow'
    | 'branch'
    | 'quality-jobs'
    | 'override-label'
    | 'sources'
    | 'modes'
    | 'longest-days',
    string | number
  >
> &
  Scored {
  const { ci, coverage, security, quality } = settings.readiness.weights;
  return {
    threshold: settings.gates.readiness,
    weights: JSON.stringify({ ci, coverage, security, quality }),
    window: settings.readiness.window,
    workflow: 'ci.yml',
    branch: settings.defaultBranch,
    'quality-jobs': JSON.stringify(
      Object.fromEntries(qualityJobs.map((each) => [each.id, each.name])),
    ),
    'override-label': settings.readiness.overrideLabel,
    sources: JSON.stringify(settings.python.sources.map((path) => fromRoot(settings, path))),
    modes: JSON.stringify(gateModes(settings)),
    'longest-days': settings.waivers.longestDays,
    ...scoredProject(settings),
  };
}

/** The mode of each gate, with the days on which it becomes stricter. */
export const gateModes = (settings: Pick<PipelineSettings, 'gates'>) =>
  Object.fromEntries(
    gateNames.map((gate) => [gate, modeText(settings.gates[gate], stagesIn(settings, gate))]),
  ) as Readonly<Record<GateName, string>>;

interface Scored {
  readonly 'project-directory'?: string;
  readonly 'other-projects'?: string;
}

/** Where the project is that is scored, for the paths of its reports, and where those are that are not. */
export function scoredProject(settings: PipelineSettings): Scored {
  const { directory } = settings.python;
  const others = furtherProjects(settings).map((project) => project.settings.python.directory);
  return {
    ...(directory === '.' ? {} : { 'project-directory': directory }),
    ...(others.length === 0 ? {} : { 'other-projects': JSON.stringify(others) }),
  };
}

/**
 * Quality gate 4. It runs whatever became of lint, test and security (but not after a cancel): a failed or missing
 * input has to lower the score and be named in it, and a skipped required job would pass. The document's text names
 * only lint and test as its needs while its diagram shows security too; security is waited for, and its results are
 * used when they are there.
 */
export function readinessJob(settings: PipelineSettings, qualityJobs: readonly AnyJob[]) {
  const score = uses(gatehouseAction, {
    id: 'score',
    name: 'Score and enforce the threshold',
    with: {
      command: 'gate',
      'github-token': expression('github.token'),
      ...scoringInputs(settings, qualityJobs),
      ...(modesIn(settings, 'tests').includes('new') ? { minimum: settings.gates.coverage } : {}),
      reports: reportsDirectory,
      needs: expression('toJSON(needs)'),
      output: readinessFile,
    },
  });
  return job({
    id: 'readiness',
    name: jobTitles.readiness,
    needs: qualityJobs,
    if: expression('!cancelled()'),
    permissions: {
      actions: { access: 'read', why: 'read the last runs of this workflow' },
      contents: { access: 'read', why: 'check out the code' },
      issues: { access: 'read', why: 'read labels and comments, which belong to issues' },
      'pull-requests': { access: 'read', why: 'see whether a maintainer set the override label' },
    },
    runsOn: settings.runner,
    timeoutMinutes: settings.timeouts.readiness,
    outputs: {
      score: stepOutput(score, 'score'),
      band: stepOutput(score, 'band'),
      passed: stepOutput(score, 'passed'),
    },
    steps: [
      checkout(),
      uses(pins.downloadArtifact, {
        name: 'Collect reports',
        with: { pattern: 'reports-*', path: reportsDirectory, 'merge-multiple': true },
      }),
      score,
      uploadResult(settings, {
        name: 'Upload verdict',
        artifact: 'readiness',
        path: readinessFile,
      }),
      uploadResult(settings, {
        name: 'Upload record of tests',
        artifact: testRecordArtifact,
        path: `${reportsDirectory}/${testRecordFile}`,
        isOptional: true,
      }),
    ],
  });
}
