import { job } from '../model/job';
import { run } from '../model/step';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { makeReportsDirectory, reportsDirectory } from '../steps/reports';
import { scriptText } from '../steps/script';
import { fileScanScript } from '../steps/file-scan';
import { checkout } from './setup';
import { readContents } from './project-job';
import { uploadResult } from './upload-result';

/** Scans all files of the repository: lock files, infrastructure as code, container files, secrets. */
export function fileScanJob(settings: PipelineSettings) {
  return job({
    id: 'file-scan',
    name: 'File Scan',
    permissions: readContents,
    runsOn: settings.runner,
    timeoutMinutes: settings.timeouts.security,
    steps: [
      checkout(),
      run({
        name: 'Trivy',
        run: scriptText(...makeReportsDirectory, ...fileScanScript(settings)),
      }),
      uploadResult(settings, {
        name: 'Upload reports',
        artifact: 'reports-file-scan',
        path: `${reportsDirectory}/`,
      }),
    ],
  });
}
