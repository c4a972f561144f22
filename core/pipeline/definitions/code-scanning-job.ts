import { gatehouseAction } from '../actions/gatehouse';
import { pins } from '../actions/pins';
import { expression } from '../model/expression';
import { job, type AnyJob } from '../model/job';
import { uses, type Step } from '../model/step';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { furtherProjects } from '../further-projects';
import { fromRoot } from '../steps/directory';
import { inputs } from '../steps/managers';
import { reportsDirectory } from '../steps/reports';
import { runsRuffSecurity } from '../steps/security';
import { mayUpload } from './events';
import { checkout } from './setup';
import { uploadResult } from './upload-result';

/** Directory in which the reports for code scanning are written. */
const sarifDirectory = 'code-scanning';

/** First word of the artifacts with the reports of further projects. */
export const projectArtifact = 'project-reports';

/**
 * Writes what all scanners found as SARIF and uploads it to code scanning, each project with categories of its own. A job of
 * its own, so that the right to write security events is never near the project's code.
 */
export function codeScanningJob(settings: PipelineSettings, needs: readonly AnyJob[]) {
  const isUpload = settings.scans.codeScanning === 'upload';
  const projects = [
    { id: '', settings, reports: reportsDirectory },
    ...furtherProjects(settings).map((project) => ({
      ...project,
      reports: `${projectArtifact}/${project.id}`,
    })),
  ];
  const { dockerfile } = settings.build;
  const scans = {
    projects: projects.map(({ id, settings: own, reports }) => ({
      id,
      directory: own.python.directory,
      reports,
      // The lock file says which release is installed, so it is looked at first.
      manifests: [...inputs(own.python)].reverse().map((file) => fromRoot(own, file)),
      ruff: runsRuffSecurity(own),
    })),
    trivy: settings.scans.files !== 'off',
    ...(dockerfile === undefined ? {} : { dockerfile: fromRoot(settings, dockerfile) }),
  };
  return job({
    id: 'code-scanning',
    name: 'Code Scanning',
    needs,
    if: expression(isUpload ? `!cancelled() && ${mayUpload}` : '!cancelled()'),
    permissions: {
      ...(isUpload
        ? {
            actions: { access: 'read', why: 'name the run, in a private repository' } as const,
          }
        : {}),
      contents: { access: 'read', why: 'check out the code' },
      ...(isUpload
        ? { 'security-events': { access: 'write', why: 'upload to code scanning' } as const }
        : {}),
    },
    runsOn: settings.runner,
    timeoutMinutes: settings.timeouts.security,
    steps: [
      checkout(),
      ...projects.map(({ id, reports }): Step =>
        uses(pins.downloadArtifact, {
          name: id === '' ? 'Collect reports' : `Collect reports: ${id}`,
          with: {
            pattern: id === '' ? 'reports-*' : `${projectArtifact}-security-${id}`,
            path: reports,
            'merge-multiple': true,
          },
        }),
      ),
      uses(gatehouseAction, {
        name: 'Write SARIF',
        with: { command: 'sarif', scans: JSON.stringify(scans), output: sarifDirectory },
      }),
      ...(isUpload ? projects.map(({ id }) => upload(id)) : []),
      uploadResult(settings, {
        name: 'Keep SARIF',
        artifact: sarifDirectory,
        path: `${sarifDirectory}/`,
        isOptional: true,
      }),
    ],
  });
}

/** One upload a project: code scanning takes at most 20 runs at once. */
function upload(id: string): Step {
  const file = `${sarifDirectory}/${id === '' ? 'repository' : `projects/${id}`}.sarif`;
  return uses(pins.uploadSarif, {
    name: id === '' ? 'Upload to code scanning' : `Upload to code scanning: ${id}`,
    // Where no report could be read there is none.
    if: expression(`!cancelled() && hashFiles('${file}') != ''`),
    with: {
      sarif_file: file,
      // Nothing is below it, so that the action leaves the fingerprints as they are.
      checkout_path: `${sarifDirectory}`,
    },
  });
}
