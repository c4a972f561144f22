import { type PipelineSettings } from '../settings';
import { gateStep, type GateStep } from './gate';
import { retry, scriptText } from './script';
import { toolchain } from './toolchain';

/** Installs the project, and makes the directory all reports go to. */
export function installStep(settings: PipelineSettings): GateStep {
  const { install } = toolchain(settings.python);
  return gateStep(
    'Install dependencies',
    scriptText('mkdir -p reports', ...retry(settings.retries.network, 'Install', install)),
  );
}
