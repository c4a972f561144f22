import { type PerformanceSettings, type PipelineSettings } from '../../config/pipeline-settings';
import { measurementFile, type ResultForm } from '../../performance/results';
import { fromProject } from './directory';
import { portableStep, type JobSteps } from './job-steps';
import { actionProgram } from './judged';
import { report } from './reports';
import { scriptText, warned } from './script';
import { shellPath, shellQuote } from './shell-quote';
import { benchmarkPackages } from './tool-versions';
import { toolchain } from './toolchain';

/** Where the base of a change is checked out; hidden, so that no tool looks for code in it. */
const baseCheckout = '.gatehouse-base';

/** Left by an installation that went through. */
const installedMark = report('.installed');

/** Checks out the commit before, and makes its project ready as the change's own was; `install` is what did that. */
export function baseScript(settings: PipelineSettings, install: string): string {
  return scriptText(
    // Of a pull request the checked-out commit is its merge, whose first parent is the base.
    `git worktree add --detach --quiet ${baseCheckout} HEAD^`,
    `cd ${shellPath(baseOf(settings))}`,
    `${install}touch ${installedMark}`,
  );
}

/** The project in the base. */
const baseOf = ({ python }: PipelineSettings): string =>
  python.directory === '.' ? baseCheckout : `${baseCheckout}/${python.directory}`;

/** Whether the benchmarks of a repository run at all. */
export const isMeasured = ({ performance, gates }: PipelineSettings): boolean =>
  performance !== undefined && gates.performance !== 'off';

/** Benchmarks of the change, in turns with those of its base where it could be installed. */
export function performanceSteps(
  settings: PipelineSettings,
  performance: PerformanceSettings,
): JobSteps {
  const base = fromProject(settings, baseOf(settings));
  const { form, script } = benchmarks(settings, performance);
  const isEnforced = settings.gates.performance === 'enforce';
  const command = [
    `node ${fromProject(settings, actionProgram)} measure`,
    `--form ${form} --minutes ${String(performance.minutes)} --tolerance ${String(performance.tolerance)}`,
    `--mode ${isEnforced ? 'enforce' : 'warn'} --runner ${shellQuote(settings.runner)} --python "$UV_PYTHON"`,
    `--base "$base" --output ${report(measurementFile)}`,
    '--benchmarks "$BENCHMARKS"',
  ].join(' \\\n  ');
  return {
    id: 'performance',
    title: 'Performance',
    steps: [
      {
        ...portableStep(
          'Benchmarks',
          scriptText(
            "base=''",
            `if [ -f ${shellPath(`${base}/${installedMark}`)} ]; then base=${shellPath(base)}; fi`,
            ...(isEnforced
              ? [command]
              : warned('Performance', command, 'the benchmarks did not run (not blocking)')),
          ),
        ),
        env: { BENCHMARKS: script },
      },
    ],
  };
}

function benchmarks(
  settings: PipelineSettings,
  { command, paths }: PerformanceSettings,
): { readonly form: ResultForm; readonly script: string } {
  const { run } = toolchain(settings);
  if (command !== undefined) {
    return { form: 'json', script: [run(), ...command.map(shellQuote)].join(' ') };
  }
  const pytest = [
    `${run(...benchmarkPackages(settings))} python -m pytest ${paths.map(shellPath).join(' ')}`,
    // Options that a project has for its tests, such as several processes or coverage, would keep benchmarks from being measured.
    '--override-ini=addopts= --benchmark-only --benchmark-json="$BENCHMARK_JSON"',
    // Many short rounds in turns say more than a few long ones.
    '--benchmark-max-time=0.25',
  ];
  return { form: 'pytest-benchmark', script: pytest.join(' ') };
}
