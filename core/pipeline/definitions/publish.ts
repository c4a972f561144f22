import { type PipelineSettings, type PublishSettings } from '../../config/pipeline-settings';
import { gatehouseAction } from '../actions/gatehouse';
import { pins } from '../actions/pins';
import { expression, template } from '../model/expression';
import { job, type AnyJob } from '../model/job';
import { run, uses } from '../model/step';
import { type Workflow } from '../model/workflow';
import { scriptText, warned } from '../steps/script';
import { bills } from '../steps/build';
import { uvVersion } from '../steps/tool-versions';
import { uploadPackages } from './ci';
import { projectJob } from './project-job';
import { projectSteps } from './project-steps';
import { checkout } from './setup';

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
  const released = job({
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
    jobs: [build, released, ...(settings.build.sbom ? [billJob(settings, released)] : [])],
  };
}

/** Where the former release's bill is downloaded to. */
const former = 'former-release';

/**
 * Says which packages are new, gone, of another version or of another licence since the release before, and attaches the
 * bills to the release. A release that is immutable takes no more files: the run keeps them then.
 */
function billJob(settings: PipelineSettings, released: AnyJob) {
  const env = {
    GH_TOKEN: expression('github.token'),
    GH_REPO: expression('github.repository'),
    TAG: expression('github.event.release.tag_name'),
  };
  const changes = 'sbom-changes.md';
  return job({
    id: 'sbom',
    name: 'Bill of Materials',
    needs: [released],
    permissions: { contents: { access: 'write', why: 'attach the bills to the release' } },
    runsOn: settings.runner,
    timeoutMinutes: settings.timeouts.build,
    steps: [
      checkout(),
      uses(pins.downloadArtifact, {
        name: 'Fetch packages',
        with: { name: 'packages', path: 'dist' },
      }),
      run({
        name: 'Fetch the bill of the former release',
        env: { ...env, PUBLISHED: expression('github.event.release.published_at') },
        run: scriptText(
          'gh release list --exclude-drafts --limit 50 --json tagName,publishedAt --jq \\',
          "  'map(select(.publishedAt < env.PUBLISHED)) | sort_by(.publishedAt) | reverse | .[].tagName' |",
          '  while read -r tag; do',
          `    if gh release download "$tag" --pattern sbom.cdx.json --dir ${former} < /dev/null; then break; fi`,
          '  done',
        ),
      }),
      uses(gatehouseAction, {
        name: 'Compare with the former release',
        with: {
          command: 'sbom',
          bill: bills.cycloneDx,
          output: bills.spdx,
          previous: `${former}/sbom.cdx.json`,
          changes,
        },
      }),
      run({
        name: 'Attach to the release',
        env,
        run: scriptText(
          ...warned(
            'Bill of materials',
            `gh release upload "$TAG" ${bills.cycloneDx} ${bills.spdx} ${changes} --clobber`,
            'the bills could not be attached to the release; they are in the artifact of the packages',
          ),
        ),
      }),
    ],
  });
}
