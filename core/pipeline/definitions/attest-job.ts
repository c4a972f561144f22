import { pins } from '../actions/pins';
import { expression } from '../model/expression';
import { job, type AnyJob } from '../model/job';
import { uses, type Step } from '../model/step';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { bills } from '../steps/build';
import { pushedToDefaultBranch } from './events';

/** A job of its own, so that the right to sign is never near the project's build code. */
export function attestJob(settings: PipelineSettings, builds: readonly AnyJob[]) {
  const isOne = builds.length === 1;
  return job({
    id: 'attest',
    name: 'Attest Packages',
    needs: builds,
    if: expression(pushedToDefaultBranch(settings)),
    permissions: {
      attestations: { access: 'write', why: 'store the attestation' },
      'id-token': { access: 'write', why: 'sign as this workflow' },
    },
    runsOn: settings.runner,
    timeoutMinutes: settings.timeouts.comment,
    steps: [
      uses(pins.downloadArtifact, {
        name: 'Fetch packages',
        // Of several artifacts each gets a directory of its own.
        with: { ...(isOne ? { name: 'packages' } : { pattern: 'packages*' }), path: 'dist' },
      }),
      uses(pins.attest, {
        name: 'Attest build provenance',
        with: { 'subject-path': isOne ? 'dist/*' : 'dist/*/*' },
      }),
      ...(settings.build.sbom ? billAttestations(builds) : []),
    ],
  });
}

/** The bills of each project's packages, in both formats, attested for these packages. */
function billAttestations(builds: readonly AnyJob[]): readonly Step[] {
  const isOne = builds.length === 1;
  return builds.flatMap(({ id, name }) =>
    Object.values(bills).map((bill) => {
      const directory = isOne ? 'dist' : `dist/${id.replace(/^build/, 'packages')}`;
      const file = bill.replace(/^dist/, directory);
      return uses(pins.attest, {
        name: `Attest ${bill.replace('dist/', '')}${isOne ? '' : ` of ${name}`}`,
        with: {
          'subject-path': `${directory}/*.whl, ${directory}/*.tar.gz`,
          'sbom-path': file,
        },
      });
    }),
  );
}
