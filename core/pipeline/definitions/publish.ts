import { type PipelineSettings, type PublishSettings } from '../../config/pipeline-settings';
import { pins } from '../actions/pins';
import { expression, template } from '../model/expression';
import { job } from '../model/job';
import { run, uses } from '../model/step';
import { type Workflow } from '../model/workflow';
import { scriptText } from '../steps/script';
import { uvVersion } from '../steps/tool-versions';
import { uploadPackages } from './ci';
import { projectJob } from './project-job';
import { projectSteps } from './project-steps';

const publishPath = '.github/workflows/publish.yml';

/**
 * Builds the packages of a release and publishes them as a trusted publisher: the index knows this workflow and its
 * environment, so that there is no token to keep. https://docs.pypi.org/trusted-publishers/
 */
export function publishWorkflow(settings: PipelineSettings, publish: PublishSettings): Workflow {
  // What a cache holds was written by another run, and must not get into what is published.
  const uncached = { ...settings, caches: { ...settings.caches, uv: false, manager: false } };
  const build = projectJob('build', uncached, projectSteps(settings).build, {
    timeoutMinutes: settings.timeouts.build,
    further: [uploadPackages(settings)],
  });
  return {
    path: publishPath,
    name: 'Publish',
    on: { release: { types: ['published'] } },
    permissions: {},
    concurrency: {
      group: template`publish-${expression('github.ref')}`,
      cancelInProgress: false,
    },
    jobs: [
      build,
      job({
        id: 'publish',
        name: 'Publish Packages',
        needs: [build],
        permissions: { 'id-token': { access: 'write', why: 'prove to the index who publishes' } },
        runsOn: settings.runner,
        timeoutMinutes: settings.timeouts.build,
        environment: { name: publish.environment },
        steps: [
          uses(pins.downloadArtifact, {
            name: 'Fetch packages',
            with: { name: 'packages', path: 'dist' },
          }),
          uses(pins.setupUv, {
            name: 'Set up uv',
            with: { version: uvVersion, 'enable-cache': false },
          }),
          run({
            name: 'Publish',
            run: scriptText('uv publish --trusted-publishing always dist/*.whl dist/*.tar.gz'),
          }),
        ],
      }),
    ],
  };
}
