import { type TestRunner } from '../../config/choices';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { jobTitles } from '../job-titles';
import { portableStep, type JobSteps } from './job-steps';
import { judged } from './judged';
import { rampScript } from './ramp-script';
import { report } from './reports';
import { remark, scriptText, warned, type Script } from './script';
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
export function testSteps(settings: PipelineSettings): JobSteps {
  const { title, lines } = runners[settings.checks.testRunner];
  const { tests } = settings.gates;
  const off = ["echo 'the tests are off'"];
  return {
    id: 'test',
    title: jobTitles.test,
    steps: [
      {
        ...portableStep(
          title,
          scriptText(...(tests === 'off' ? off : rampScript(settings, 'tests', lines))),
        ),
        // Where git does not see it; in the root it would lie beside the project's files.
        env: { COVERAGE_FILE: report('.coverage') },
      },
    ],
  };
}

interface Runner {
  readonly title: string;
  readonly lines: (settings: PipelineSettings) => Script;
}

const runners: Readonly<Record<TestRunner, Runner>> = {
  pytest: { title: 'Pytest', lines: (settings) => pytest(settings) },
  unittest: {
    title: 'Unittest',
    lines: (settings) =>
      underCoverage(
        settings,
        settings.python.tests.map(
          (directory) =>
            `-m unittest discover --start-directory ${shellPath(directory)} --top-level-directory .`,
        ),
      ),
  },
  django: {
    title: 'Django tests',
    lines: (settings) => underCoverage(settings, ['manage.py test']),
  },
  command: {
    title: 'Tests',
    lines: (settings) =>
      outcome(
        settings,
        `${[toolchain(settings).run(), ...(settings.checks.testCommand ?? []).map(shellQuote)].join(' ')} 2>&1 | tee ${reportOf(settings, 'tests', 'txt')}`,
      ),
  },
};

/** Of programs without a report that names each test. */
const outcome = (settings: PipelineSettings, command: string): Script =>
  settings.gates.tests === 'enforce'
    ? [command]
    : warned('Tests', command, 'tests failed or coverage is too low (not blocking)');

/** Of pytest, where each test can be excused and coverage has a floor. */
const judgedOutcome = (settings: PipelineSettings, command: string): Script =>
  judged(settings, {
    ...{ mode: settings.gates.tests, tool: 'tests', title: 'Tests' },
    ...{ command, quiet: command },
    warning: 'tests failed or coverage is too low (not blocking)',
    options: [
      `--minimum ${String(settings.gates.coverage)}`,
      ...(isTestMatrix(settings) ? [`--suffix "\${${reportSuffix}:-}"`] : []),
    ],
  });

/** Whether the tests run on several Python versions or runners. */
export const isTestMatrix = ({ python, checks }: PipelineSettings): boolean =>
  python.versions.length > 1 || checks.runners.length > 0;

/** A report's path; in a matrix each job has its own. */
function reportOf(settings: PipelineSettings, name: string, extension: string): string {
  return isTestMatrix(settings)
    ? `"${report(`${name}\${${reportSuffix}:-}.${extension}`)}"`
    : report(`${name}.${extension}`);
}

function pytest(settings: PipelineSettings): Script {
  const { checks, gates, python, retries } = settings;
  const log = reportOf(settings, 'pytest', 'txt');
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
    // With `new` the baseline has the floor.
    `--cov-fail-under=${gates.tests === 'new' ? '0' : String(gates.coverage)}`,
  ];
  const command = [
    `${toolchain(settings).tool('pytest')} ${python.tests.map(shellPath).join(' ')}`,
    ...options,
  ];
  return [
    // A process that ends takes what it covered with it, so that all that is left to see would be a low coverage.
    'crashed() {',
    `  { grep -os "worker '[^']*' crashed while running '[^']*'" ${log} || true; } | sort -u |`,
    '    while read -r crash; do',
    `      ${remark('error', 'Pytest', '$crash; the coverage it measured is lost')}`,
    '    done',
    '}',
    'trap crashed EXIT',
    ...judgedOutcome(settings, `${command.join(' \\\n  ')} 2>&1 | tee ${log}`),
  ];
}

/** A directory is measured by its path, a module in the root by its name. https://pytest-cov.readthedocs.io/en/latest/config.html */
const measured = (source: string): string => source.replace(/^([^/]+)\.py$/, '$1');

/** Runs of a program that knows nothing of coverage, under the tool that measures it. */
function underCoverage(settings: PipelineSettings, programs: readonly string[]): Script {
  const { gates, python } = settings;
  const coverage = toolchain(settings).tool('coverage');
  const sources = python.sources.map(measured).join(',');
  const runs = programs.map(
    (program, index) =>
      `${coverage} run${index === 0 ? '' : ' --append'} --source ${shellQuote(sources)} ${program} 2>&1 | tee ${index === 0 ? '' : '-a '}${reportOf(settings, 'tests', 'txt')}`,
  );
  const judge = `${coverage} report --precision 4 --fail-under ${String(gates.coverage)}`;
  return [
    // Written whatever became of the tests: what failed is in them.
    'reports() {',
    `  ${coverage} xml -o ${reportOf(settings, 'coverage', 'xml')} || true`,
    `  ${coverage} json -o ${reportOf(settings, 'coverage', 'json')} || true`,
    '}',
    'trap reports EXIT',
    ...(gates.tests === 'enforce'
      ? [...runs, judge]
      : outcome(settings, `{ ${[...runs, judge].join(' && ')}; }`)),
  ];
}
