import { pins } from '../actions/pins';
import { job, type AnyJob } from '../model/job';
import { run, uses } from '../model/step';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { scriptText } from '../steps/script';
import { shellPath } from '../steps/shell-quote';
import { checkout } from './setup';
import { readContents } from './project-job';
import { uploadResult } from './upload-result';
import { fromRoot, inDirectory } from '../steps/directory';
import { makeReportsDirectory, report, reportsDirectory } from '../steps/reports';

/** Builds the project's image, never pushes it, and scans it; the switch of the security gate decides whether it blocks. */
export function imageScanJob(
  settings: PipelineSettings,
  dockerfile: string,
  needs: readonly AnyJob[],
) {
  const image = 'scan-target:local';
  return job({
    id: 'image-scan',
    name: 'Image Scan',
    needs,
    permissions: readContents,
    runsOn: settings.runner,
    timeoutMinutes: settings.timeouts.build,
    steps: [
      checkout(),
      run(
        inDirectory(settings, {
          name: 'Build image',
          run: scriptText(
            ...makeReportsDirectory,
            `docker build --file ${shellPath(dockerfile)} --tag ${image} .`,
          ),
        }),
      ),
      uses(pins.trivy, {
        name: 'Trivy',
        with: {
          'image-ref': image,
          format: 'json',
          output: fromRoot(settings, report('trivy.json')),
          severity: 'HIGH,CRITICAL',
          'exit-code': settings.gates.security === 'enforce' ? '1' : '0',
        },
      }),
      uploadResult(settings, {
        name: 'Upload reports',
        artifact: 'reports-image-scan',
        path: fromRoot(settings, `${reportsDirectory}/`),
      }),
    ],
  });
}
