import { type PipelineSettings } from '../../config/pipeline-settings';
import { inDirectory } from './directory';
import { gateStep, type GateStep } from './gate';
import { manager } from './managers';
import { makeReportsDirectory } from './reports';
import { retry, scriptText } from './script';

/** Installs the project, and makes the directory all reports go to. */
export function installStep(settings: PipelineSettings): GateStep {
  const { python, retries, surroundings } = settings;
  return inDirectory(
    settings,
    gateStep(
      'Install dependencies',
      scriptText(
        ...makeReportsDirectory,
        ...surroundings.setup,
        ...retry(retries.network, 'Install', manager(python).install(python)),
      ),
    ),
  );
}
