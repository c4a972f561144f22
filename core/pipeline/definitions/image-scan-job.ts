import { pins } from '../actions/pins';
import { job, type AnyJob } from '../model/job';
import { run, stepOutput, uses } from '../model/step';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { isBefore, stagesIn } from '../steps/ramp-script';
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
  const { gates } = settings;
  const day = stagesIn(settings, 'security').find(({ mode }) => mode === 'enforce')?.from;
  const blocking = run({
    id: 'blocking',
    outputs: ['exit-code'],
    name: 'Whether findings block today',
    run: scriptText(
      ...(day === undefined ? [] : [`if ${isBefore(day)}; then code=0; else code=1; fi`]),
      'echo "exit-code=$code" >> "$GITHUB_OUTPUT"',
    ),
  });
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
      ...(day === undefined ? [] : [blocking]),
      uses(pins.trivy, {
        name: 'Trivy',
        with: {
          'image-ref': image,
          format: 'json',
          output: fromRoot(settings, report('trivy.json')),
          severity: 'HIGH,CRITICAL',
          'exit-code':
            gates.security === 'enforce'
              ? '1'
              : day === undefined
                ? '0'
                : stepOutput(blocking, 'exit-code'),
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
