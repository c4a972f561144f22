import { jobIdPattern } from '../../kernel/job-id';
import { type Problem } from '../../kernel/problem';
import { isCall, type AnyJob, type CallJob, type NeededJob } from './job';
import { type Workflow } from './workflow';

/**
 * What the types cannot rule out in a workflow that was put together from parts: references to jobs, steps and outputs
 * that are not there, doubled ids and names, and expressions inside scripts. Every problem names the job.
 */
export function checkWorkflow(workflow: Workflow): readonly Problem[] {
  const problems: Problem[] = [];
  const report = (job: NeededJob, at: string, problem: Omit<Problem, 'file' | 'path'>): void => {
    problems.push({ file: workflow.path, path: `jobs.${job.id}${at}`, ...problem });
  };
  const seen = { id: new Set<string>(), name: new Set<string>() };
  const all: readonly NeededJob[] = [...(workflow.calls ?? []), ...workflow.jobs];
  for (const job of all) {
    for (const key of ['id', 'name'] as const) {
      const value = job[key];
      if (seen[key].has(value)) {
        report(job, '', {
          code: `duplicate-job-${key}`,
          message: `two jobs have the ${key} "${value}"; their checks could not be distinguished`,
          remedy: `give one of them another ${key}`,
        });
      }
      seen[key].add(value);
    }
    if (!jobIdPattern.test(job.id)) {
      report(job, '', {
        code: 'job-id',
        message: `job id "${job.id}" is not valid`,
        allowed: 'a letter or _, then letters, digits, - and _',
      });
    }
    if (isCall(job)) {
      checkCall(job, report);
      continue;
    }
    for (const needed of job.needs ?? []) {
      if (!all.includes(needed)) {
        report(job, '.needs', {
          code: 'unknown-needed-job',
          message: `job "${job.id}" needs job "${needed.id}", which is not part of this workflow`,
          allowed: all.map((each) => each.id).join(', '),
        });
      }
    }
    checkReferences(job, report);
    checkSteps(job, report);
  }
  return problems;
}

type Report = (job: NeededJob, at: string, problem: Omit<Problem, 'file' | 'path'>) => void;

function checkCall(job: CallJob, report: Report): void {
  const { repository, path, commit } = job.calls;
  if (/^[0-9a-f]{40}$/.test(commit)) return;
  report(job, '.uses', {
    code: 'unpinned-call',
    message: `job "${job.id}" calls ${repository}/${path}, which is not pinned to a commit`,
    found: commit,
    allowed: 'a full commit SHA of 40 hexadecimal digits',
  });
}

function checkSteps(job: AnyJob, report: Report): void {
  if (!(job.timeoutMinutes >= 1)) {
    report(job, '.timeout-minutes', {
      code: 'timeout',
      message: `job "${job.id}" has an impossible timeout`,
      found: String(job.timeoutMinutes),
      allowed: '1 minute or more',
    });
  }
  job.steps.forEach((step, index) => {
    const at = `.steps[${String(index)}]`;
    if (step.kind === 'run' && step.run.includes('${{')) {
      report(job, at, {
        code: 'expression-in-script',
        message: `step "${step.name}" of job "${job.id}" has an expression inside its script, where its value would become code`,
        remedy: 'pass the value through env and read it as a quoted shell variable',
      });
    }
    if (
      step.kind === 'uses' &&
      step.action.kind === 'pinned' &&
      !/^[0-9a-f]{40}$/.test(step.action.sha)
    ) {
      report(job, at, {
        code: 'unpinned-action',
        message: `step "${step.name}" of job "${job.id}" uses ${step.action.name}, which is not pinned to a commit`,
        found: step.action.sha,
        allowed: 'a full commit SHA of 40 hexadecimal digits',
      });
    }
    if (step.id !== undefined && job.steps.findIndex((each) => each.id === step.id) !== index) {
      report(job, at, {
        code: 'duplicate-step-id',
        message: `two steps of job "${job.id}" have the id "${step.id}"`,
      });
    }
  });
}

/** Looks at every expression of the job: what it reads of `needs` and `steps` has to exist, and exist before it. */
function checkReferences(job: AnyJob, report: Report): void {
  const { steps } = job;
  const rest = { ...job, needs: [], steps: [] };
  const known = (end: number) =>
    new Map(
      steps
        .slice(0, end)
        .flatMap((step) => (step.id === undefined ? [] : [[step.id, step] as const])),
    );
  const look = (value: unknown, at: string, upTo: number): void => {
    for (const body of expressionBodies(value)) {
      for (const [whole, id = '', , output] of body.matchAll(
        /\bneeds\.([\w-]+)(\.outputs\.([\w-]+))?/g,
      )) {
        const needed = job.needs?.find((each) => each.id === id);
        const exists =
          needed !== undefined &&
          (output === undefined || Object.hasOwn(outputsOf(needed), output));
        if (!exists) {
          report(job, at, {
            code: 'unknown-job-output',
            message: `job "${job.id}" reads ${whole}, which does not exist`,
            allowed:
              needed === undefined
                ? `jobs it needs: ${(job.needs ?? []).map((each) => each.id).join(', ') || 'none'}`
                : `outputs of "${id}": ${Object.keys(outputsOf(needed)).join(', ') || 'none'}`,
          });
        }
      }
      for (const [whole, id = '', , output] of body.matchAll(
        /\bsteps\.([\w-]+)(\.outputs\.([\w-]+))?/g,
      )) {
        const step = known(upTo).get(id);
        const exists =
          step !== undefined && (output === undefined || (step.outputs ?? []).includes(output));
        if (!exists) {
          report(job, at, {
            code: 'unknown-step-output',
            message: `job "${job.id}" reads ${whole}, which no earlier step declares`,
            allowed:
              step === undefined
                ? `steps before it: ${[...known(upTo).keys()].join(', ') || 'none with an id'}`
                : `outputs of "${id}": ${(step.outputs ?? []).join(', ') || 'none'}`,
          });
        }
      }
    }
  };
  look(rest, '', steps.length);
  steps.forEach((step, index) => {
    look(step, `.steps[${String(index)}]`, index);
  });
}

/** A called workflow hands over no outputs here. */
const outputsOf = (job: NeededJob): object => (isCall(job) ? {} : (job.outputs ?? {}));

function expressionBodies(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    return [...value.matchAll(/\$\{\{(.*?)\}\}/gs)].map(([, body = '']) => body);
  }
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(expressionBodies);
}
