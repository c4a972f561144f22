import { marker } from '../kernel/marker';
import { type Problem } from '../kernel/problem';
import { stableJson, type Json } from '../kernel/stable-json';
import { checkSettings } from './check-settings';
import { actionsLock, withSelfReferences } from './definitions/actions-lock';
import { calledPath, calledWorkflow, callingWorkflow } from './definitions/called-ci';
import { ciWorkflow } from './definitions/ci';
import { ciCommentWorkflow } from './definitions/ci-comment';
import { dependabotConfig } from './definitions/dependabot';
import { guardedBy, guardWorkflow, reviewWorkflow } from './definitions/guard';
import { projectSteps } from './definitions/project-steps';
import { mergeQueueWorkflow } from './definitions/merge-queue';
import { deployWorkflow } from './definitions/deploy';
import { publishWorkflow } from './definitions/publish';
import { stagingSmokeTestWorkflow } from './definitions/staging-smoke-test';
import { updateReadinessWorkflow } from './definitions/update-readiness';
import { actionsLockPath, guardCheck } from '../kernel/delivered-names';
import { checkWorkflow } from './model/check-workflow';
import { type Workflow } from './model/workflow';
import { type PipelineFile } from './pipeline-files';
import { dependabotYaml } from './render/dependabot-yaml';
import { preflightMk, preflightPath } from './render/preflight-mk';
import { smokeDefinition } from './render/smoke-definition';
import { workflowYaml } from './render/workflow-yaml';
import { yamlText, type YamlValue } from './render/yaml-text';
import { queueMinutesOf, requiredChecksOf } from './required-checks';
import { type PipelineSettings } from '../config/pipeline-settings';

/** The longest time that a merge queue can wait for checks, in minutes. */
const longestQueueMinutes = 360;

export interface RenderedPipeline {
  /** Every generated file, in order of path; empty when there are problems. */
  readonly files: readonly PipelineFile[];
  /** The workflow of the central repository that ci.yml calls; absent where ci.yml holds the pipeline itself. */
  readonly called?: CalledFile;
  /** Contexts that branch protection has to require. */
  readonly requiredChecks: readonly string[];
  /** Minutes that a merge queue has to wait for the required checks; 0 when there are problems. */
  readonly queueMinutes: number;
  readonly problems: readonly Problem[];
}

/** A workflow that a central repository has for its callers. */
export interface CalledFile extends PipelineFile {
  /** Bare name of that repository. */
  readonly repository: string;
}

/**
 * Memos by content of whole pipelines and of single documents: most repositories of a fleet differ in nothing that
 * reaches a file. A hit differs from a fresh rendering in nothing.
 */
const pipelines = new Map<string, RenderedPipeline>();
const texts = new Map<string, string>();

/**
 * Renders everything that is committed to one repository. Equal settings give equal bytes, whatever their key order.
 * Problems do not name the repository, because equal results are shared; {@link renderPipeline} names it.
 */
export function renderFiles(settings: PipelineSettings): RenderedPipeline {
  // Only a call names an owner, and only the link to a monitor its repository: what differs in nothing else renders to the
  // same files.
  const owner = settings.reuse === undefined ? '' : settings.owner;
  const repository = settings.monitorRegion === undefined ? '' : settings.repository;
  const key = stableJson({ ...settings, owner, repository } as unknown as Json);
  const known = pipelines.get(key);
  if (known !== undefined) return known;
  const rendered = renderFresh(settings);
  pipelines.set(key, rendered);
  return rendered;
}

function renderFresh(settings: PipelineSettings): RenderedPipeline {
  const unsafe = checkSettings(settings);
  if (unsafe.length > 0) return refused(unsafe);
  const pipeline = ciWorkflow(settings);
  const called = calledFile(settings, pipeline);
  const ci =
    called === undefined
      ? pipeline
      : callingWorkflow(settings, pipeline, {
          repository: `${settings.owner}/${called.repository}`,
          path: called.path,
        });
  const guarded = guardedBy(settings);
  const guards =
    guarded === undefined ? [] : [guardWorkflow(settings, guarded), reviewWorkflow(settings)];
  const minutes = queueMinutesOf(ci, guards[0]);
  const defined: readonly Workflow[] = [
    ci,
    ciCommentWorkflow(settings),
    updateReadinessWorkflow(settings),
    ...guards,
    ...(settings.publish === undefined ? [] : [publishWorkflow(settings, settings.publish)]),
    ...(settings.deploy === undefined || settings.smoke === undefined
      ? []
      : [deployWorkflow(settings, settings.deploy, settings.smoke)]),
    ...(settings.smoke === undefined ? [] : [stagingSmokeTestWorkflow(settings, settings.smoke)]),
    ...(settings.mergeQueue ? [mergeQueueWorkflow(settings, minutes)] : []),
  ];
  const workflows = settings.lockActions ? defined.map(withSelfReferences) : defined;
  const lock = settings.lockActions ? actionsLock(workflows) : undefined;
  const problems = [
    ...(called === undefined ? [] : checkWorkflow(pipeline)),
    ...defined.flatMap(checkWorkflow),
    ...queueProblems(settings, minutes),
    ...(lock !== undefined && 'problem' in lock ? [lock.problem] : []),
  ];
  if (problems.length > 0) return refused(problems);
  const dependabot = dependabotConfig(
    settings,
    workflows.map((workflow) => workflow.path),
  );
  const files: readonly PipelineFile[] = [
    ...workflows.map((workflow) => ({
      path: workflow.path,
      content: memoisedText(workflowYaml(workflow)),
    })),
    ...(settings.dependabot.enabled
      ? [
          {
            path: dependabot.path,
            content: memoisedText(dependabotYaml(dependabot)),
            isMerged: true,
          },
        ]
      : []),
    ...(lock === undefined || 'problem' in lock
      ? []
      : [{ path: actionsLockPath, content: memoisedText(lock.yaml), isMerged: true }]),
    ...(settings.smoke === undefined ? [] : [smokeDefinition(settings, settings.smoke)]),
    { path: preflightPath, content: preflightMk(settings, projectSteps(settings)) },
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  const given = guarded === undefined ? [] : [guardCheck];
  return {
    files,
    ...(called === undefined ? {} : { called }),
    requiredChecks: [...requiredChecksOf(ci), ...given],
    queueMinutes: minutes,
    problems: [],
  };
}

function calledFile(settings: PipelineSettings, ci: Workflow): CalledFile | undefined {
  if (settings.reuse === undefined) return undefined;
  const content = memoisedText(workflowYaml(calledWorkflow(ci)));
  return { repository: settings.reuse.repository, path: calledPath(content), content };
}

/** What is rendered of settings with problems: nothing. */
export function refused(problems: readonly Problem[]): RenderedPipeline {
  return { files: [], requiredChecks: [], queueMinutes: 0, problems };
}

/** GitHub lets a queue wait for six hours at most: what takes longer would be thrown out of the queue while it runs. */
function queueProblems({ mergeQueue }: PipelineSettings, minutes: number): readonly Problem[] {
  if (!mergeQueue || minutes <= longestQueueMinutes) return [];
  return [
    {
      code: 'queue-time',
      path: 'timeouts',
      message: 'the jobs of ci.yml may take longer than a merge queue waits for checks',
      found: `${String(minutes)} minutes on the longest path of timeouts`,
      allowed: `${String(longestQueueMinutes)} minutes or less`,
      remedy:
        'shorten `timeouts` or `timeoutMinutes` of own jobs, or set `protection.mergeQueue: false`',
    },
  ];
}

function memoisedText(value: YamlValue): string {
  const key = JSON.stringify(value);
  const known = texts.get(key);
  if (known !== undefined) return known;
  const text = yamlText(marker, value);
  texts.set(key, text);
  return text;
}
