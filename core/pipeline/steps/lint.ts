import { jobTitles } from '../job-titles';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { gateStep, type Gate, type GateStep } from './gate';
import { attempts, remark, scriptText, verdict } from './script';
import { shellPath } from './shell-quote';
import { toolchain } from './toolchain';

/** Quality gate 1: Ruff and Black must pass, Mypy may warn; and the lock file must match pyproject.toml. */
export function lintGate(settings: PipelineSettings): Gate {
  const { gates, python } = settings;
  const { tool } = toolchain(python);
  const sources = python.sources.map(shellPath).join(' ');
  const all = [...new Set([...python.sources, python.tests])].map(shellPath).join(' ');
  const ruff = gateStep(
    'Ruff',
    scriptText(
      `${tool('ruff')} check --exit-zero --output-format=json --output-file=reports/ruff.json ${all}`,
      ...verdict(gates.lint, 'Ruff', `${tool('ruff')} check ${all}`, 'Ruff found violations'),
    ),
  );
  const black = gateStep(
    'Black',
    scriptText(
      ...verdict(
        gates.lint,
        'Black',
        `${tool('black')} --check --diff ${all} 2>&1 | tee reports/black.txt`,
        'Black would reformat files',
      ),
    ),
  );
  const mypy = gateStep(
    'Mypy',
    scriptText(
      ...verdict(
        gates.types,
        'Mypy',
        `${tool('mypy')} ${sources} 2>&1 | tee reports/mypy.txt`,
        'Mypy reports errors (not blocking)',
      ),
    ),
  );
  return {
    id: 'lint',
    title: jobTitles.lint,
    steps: python.layout === 'uv' ? [lockFile(settings), ruff, black, mypy] : [ruff, black, mypy],
  };
}

/** `uv lock --check` exits with 1 when the lock file is stale, and with 2 when it could not find out. */
function lockFile(settings: PipelineSettings): GateStep {
  const { network } = settings.retries;
  return gateStep(
    'Lock file',
    scriptText(
      `for attempt in ${attempts(network)}; do`,
      '  status=0',
      '  uv lock --check || status=$?',
      '  if [ "$status" -le 1 ]; then break; fi',
      `  if [ "$attempt" -lt ${String(network.attempts)} ]; then sleep ${String(network.delaySeconds)}; fi`,
      'done',
      'if [ "$status" -ne 0 ]; then',
      `  ${remark('error', 'Lock file', 'uv.lock does not match pyproject.toml or cannot be checked: run uv lock and commit the result')}`,
      'fi',
      'exit "$status"',
    ),
  );
}
