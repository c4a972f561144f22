import { type PipelineSettings } from '../../config/pipeline-settings';
import { gateStep, type GateStep } from './gate';
import { indent, retry, scriptText } from './script';
import { isPackage, toolchain } from './toolchain';

/** Installs the project, and makes the directory all reports go to. */
export function installStep(settings: PipelineSettings): GateStep {
  const { network } = settings.retries;
  const { install } = toolchain(settings.python);
  const project =
    settings.python.layout === 'uv'
      ? []
      : [
          `if ${isPackage}; then`,
          ...indent(retry(network, 'Install', ['uv pip install --no-deps --editable .'])),
          'fi',
        ];
  return gateStep(
    'Install dependencies',
    scriptText('mkdir -p reports', ...retry(network, 'Install', install), ...project),
  );
}
