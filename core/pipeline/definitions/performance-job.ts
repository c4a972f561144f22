import { type PerformanceSettings, type PipelineSettings } from '../../config/pipeline-settings';
import { run } from '../model/step';
import { inDirectory } from '../steps/directory';
import { installStep } from '../steps/install';
import { baseScript, performanceSteps } from '../steps/performance';
import { credentialsOf, projectJob } from './project-job';

/** Minutes beside the benchmarks themselves: two installations. */
const installMinutes = 15;

/**
 * Benchmarks of the change against those of its base, on one machine. It never waits for another job: what was measured is worth
 * as much when a test fails.
 */
export function performanceJob(settings: PipelineSettings, performance: PerformanceSettings) {
  const { steps, ...work } = performanceSteps(settings, performance);
  const [first, ...rest] = steps;
  return projectJob(
    'performance',
    settings,
    {
      ...work,
      steps: [inDirectory(settings, first), ...rest.map((step) => inDirectory(settings, step))],
    },
    {
      timeoutMinutes: performance.minutes + installMinutes,
      depth: 2,
      before: [
        run({
          name: 'Install the base',
          // Without it the change is measured alone: a first commit has no base, and an old one may not install.
          continueOnError: true,
          run: baseScript(settings, installStep(settings).run),
          ...credentialsOf(settings),
        }),
      ],
    },
  );
}
