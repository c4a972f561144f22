import { type TestRunner } from '../../config/choices';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { jobTitles } from '../job-titles';
import { gateStep, type Gate } from './gate';
import { report } from './reports';
import { scriptText, verdict, type Script } from './script';
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
  const { title, lines } = runners[settings.checks.testRunner](settings);
  const { tests } = settings.gates;
  const off = ["echo 'the tests are off'"];
  return {
    id: 'test',
    title: jobTitles.test,
    steps: [gateStep(title, scriptText(...(tests === 'off' ? off : lines)))],
  };
}

interface Runner {
  readonly title: string;
  readonly lines: Script;
}

const runners: Readonly<Record<TestRunner, (settings: PipelineSettings) => Runner>> = {
  pytest: (settings) => ({ title: 'Pytest', lines: pytest(settings) }),
  unittest: (settings) => ({
    title: 'Unittest',
    lines: underCoverage(
      settings,
      `-m unittest discover --start-directory ${shellPath(settings.python.tests)} --top-level-directory .`,
    ),
  }),
  django: (settings) => ({
    title: 'Django tests',
    lines: underCoverage(settings, 'manage.py test'),
  }),
  command: (settings) => ({
    title: 'Tests',
    lines: outcome(
      settings,
      `${[toolchain(settings.python).run(), ...(settings.checks.testCommand ?? []).map(shellQuote)].join(' ')} 2>&1 | tee ${reportOf(settings, 'tests', 'txt')}`,
    ),
  }),
};

const outcome = (settings: PipelineSettings, command: string): Script =>
  verdict(
    settings.gates.tests,
    'Tests',
    command,
    'tests failed or coverage is too low (not blocking)',
  );

/** A report's path; with several Python versions each has its own. */
function reportOf({ python }: PipelineSettings, name: string, extension: string): string {
  return python.versions.length > 1
    ? `"${report(`${name}\${${reportSuffix}:-}.${extension}`)}"`
    : report(`${name}.${extension}`);
}

function pytest(settings: PipelineSettings): Script {
  const { checks, gates, python, retries } = settings;
  const options = [
    ...(checks.parallelTests ? ['-n=auto'] : []),
    `--reruns ${String(retries.tests.reruns)} --reruns-delay ${String(retries.tests.delaySeconds)}`,
    // Names failed and re-run tests in the summary: a test that passes at its second attempt is not hidden.
    '-r fER',
    `--junitxml=${reportOf(settings, 'junit', 'xml')}`,
    ...python.sources.map((source) => `--cov=${shellQuote(measured(source))}`),
    '--cov-report=term',
    `--cov-report=xml:${reportOf(settings, 'coverage', 'xml')}`,
    `--cov-report=json:${reportOf(settings, 'coverage', 'json')}`,
    '--cov-precision=4',
    `--cov-fail-under=${String(gates.coverage)}`,
  ];
  const command = [`${toolchain(python).tool('pytest')} ${shellPath(python.tests)}`, ...options];
  return outcome(
    settings,
    `${command.join(' \\\n  ')} 2>&1 | tee ${reportOf(settings, 'pytest', 'txt')}`,
  );
}

/** A directory is measured by its path, a module in the root by its name. https://pytest-cov.readthedocs.io/en/latest/config.html */
const measured = (source: string): string => source.replace(/^([^/]+)\.py$/, '$1');

/** A runner that knows nothing of coverage, under the tool that measures it. */
function underCoverage(settings: PipelineSettings, program: string): Script {
  const { gates, python } = settings;
  const coverage = toolchain(python).tool('coverage');
  const sources = python.sources.map(measured).join(',');
  const run = `${coverage} run --source ${shellQuote(sources)} ${program} 2>&1 | tee ${reportOf(settings, 'tests', 'txt')}`;
  const judge = `${coverage} report --precision 4 --fail-under ${String(gates.coverage)}`;
  return [
    // Written whatever became of the tests: what failed is in them.
    'reports() {',
    `  ${coverage} xml -o ${reportOf(settings, 'coverage', 'xml')} || true`,
    `  ${coverage} json -o ${reportOf(settings, 'coverage', 'json')} || true`,
    '}',
    'trap reports EXIT',
    ...(gates.tests === 'enforce' ? [run, judge] : outcome(settings, `{ ${run} && ${judge}; }`)),
  ];
}
