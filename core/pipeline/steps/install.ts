import { type PipelineSettings } from '../../config/pipeline-settings';
import { inDirectory } from './directory';
import { portableStep, type PortableStep } from './job-steps';
import { manager } from './managers';
import { makeReportsDirectory } from './reports';
import { retry, scriptText } from './script';

/** Installs the project, and makes the directory all reports go to. */
export function installStep(settings: PipelineSettings): PortableStep {
  const { python, retries, surroundings } = settings;
  return inDirectory(
    settings,
    portableStep(
      'Install dependencies',
      scriptText(
        ...makeReportsDirectory,
        ...surroundings.setup,
        ...retry(retries.network, 'Install', manager(python).install(python)),
      ),
    ),
  );
}
