import { jobTitles } from '../job-titles';
import { portableStep, type PortableStep } from '../steps/job-steps';
import { actionProgram } from '../steps/judged';
import { hasNode, remark, scriptText } from '../steps/script';
import { shellQuote } from '../steps/shell-quote';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { allQualityJobs } from './ci';
import { fromRoot } from '../steps/directory';
import { scoringInputs } from './readiness-job';
import { report, reportsDirectory } from '../steps/reports';

/**
 * The Readiness Gate on a developer's machine: the same command with the same rules as in ci.yml, on the reports that
 * the gates before it wrote. The branch's past is not known there, so the change stands alone. Where Node is not to be
 * had the step is left out and says so: a Python project need not have it, and CI scores the change in any case.
 */
export function localReadinessStep(settings: PipelineSettings): PortableStep {
  const jobs = allQualityJobs(settings);
  const inputs = {
    reports: fromRoot(settings, reportsDirectory),
    output: fromRoot(settings, report('readiness.json')),
    ...scoringInputs(settings, jobs),
  };
  const options = Object.entries(inputs).map(
    ([name, value]) => `--${name} ${shellQuote(String(value))}`,
  );
  return portableStep(
    'Score and enforce the threshold',
    scriptText(
      `if ! ${hasNode}; then`,
      `  ${remark('warning', jobTitles.readiness, 'left out: it needs Node 20 or newer on PATH; CI scores the change in any case')}`,
      '  exit 0',
      'fi',
      `node ${actionProgram} gate ${options.join(' ')}`,
    ),
  );
}
