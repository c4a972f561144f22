import { type PipelineSettings } from '../../config/pipeline-settings';

type InDirectory = Pick<PipelineSettings, 'python'>;

/** A path of the project as it is from the root of the repository. */
export const fromRoot = ({ python }: InDirectory, path: string): string =>
  python.directory === '.' ? path : `${python.directory}/${path}`;

/** A path from the root of the repository as it is from the project's directory. */
export const fromProject = ({ python }: InDirectory, path: string): string =>
  python.directory === '.' ? path : `${python.directory.replace(/[^/]+/g, '..')}/${path}`;

/** A step that runs in the project's directory. */
export const inDirectory = <Step extends object>(
  { python }: InDirectory,
  step: Step,
): Step & { readonly workingDirectory?: string } =>
  python.directory === '.' ? step : { ...step, workingDirectory: python.directory };
