import { jobTitles } from '../job-titles';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { gateStep, type Gate } from './gate';
import { scriptText } from './script';
import { shellPath, shellQuote } from './shell-quote';
import { toolchain } from './toolchain';

/** Environment variable that sets apart the reports of a test matrix; empty for the primary Python version. */
export const reportSuffix = 'REPORT_SUFFIX';

/**
 * Quality gate 2: all tests pass, and coverage reaches the minimum.
 *
 * Coverage rounds to its reporting precision before it compares, and that is 0 by default: 79.6 % would pass as 80.
 * With four digits a single uncovered line counts in any project under a million statements.
 */
export function testGate(settings: PipelineSettings): Gate {
  const { gates, python, retries } = settings;
  const report = (name: string, extension: string): string =>
    python.versions.length > 1
      ? `"reports/${name}\${${reportSuffix}:-}.${extension}"`
      : `reports/${name}.${extension}`;
  const options = [
    '-n=auto',
    `--reruns ${String(retries.tests.reruns)} --reruns-delay ${String(retries.tests.delaySeconds)}`,
    // Names failed and re-run tests in the summary: a test that passes at its second attempt is not hidden.
    '-r fER',
    `--junitxml=${report('junit', 'xml')}`,
    ...python.sources.map((source) => `--cov=${shellQuote(source)}`),
    '--cov-report=term',
    `--cov-report=xml:${report('coverage', 'xml')}`,
    `--cov-report=json:${report('coverage', 'json')}`,
    '--cov-precision=4',
    `--cov-fail-under=${String(gates.coverage)}`,
  ];
  const command = [`${toolchain(python).tool('pytest')} ${shellPath(python.tests)}`, ...options];
  return {
    id: 'test',
    title: jobTitles.test,
    steps: [
      gateStep(
        'Pytest',
        scriptText(`${command.join(' \\\n  ')} 2>&1 | tee ${report('pytest', 'txt')}`),
      ),
    ],
  };
}
