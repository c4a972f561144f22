import { actionRepository } from '../../../core/reading/action-ref';
import { commandLines } from '../../../core/reading/commands';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { entry, type Step } from '../../../core/reading/workflow';
import { promotions, textOf, type Promotion } from './promotions';

/** What passed in one environment is what reaches the next: built once, known by its digest. */
export const promotedDigest = workflowRule({
  name: 'promoted-digest',
  description:
    'A job that follows a deployment to another environment deploys the same artifact, and compares its digest',
  severity: 'medium',
  confidence: 'medium',
  why: 'A second build may have another result than the one that was tested, and an artifact that is only known by its name can be replaced by any job of the run.',
  link: 'https://docs.github.com/en/actions/how-tos/secure-your-work/use-artifact-attestations/use-artifact-attestations',
  remediation:
    'Build in one job, give the SHA-256 digest as its output, and compare it before each deployment; the key `deploy` of Gatehouse renders that.',
  example: {
    violates: `on: workflow_dispatch
jobs:
  staging:
    runs-on: ubuntu-24.04
    environment: staging
    steps:
      - run: docker build --tag app . && ./deploy staging
  production:
    needs: staging
    runs-on: ubuntu-24.04
    environment: production
    steps:
      - run: docker build --tag app . && ./deploy production
`,
    passes: `on: workflow_dispatch
jobs:
  build:
    runs-on: ubuntu-24.04
    outputs: { digest: '\${{ steps.build.outputs.digest }}' }
    steps:
      - id: build
        run: ./build
  staging:
    needs: build
    runs-on: ubuntu-24.04
    environment: staging
    steps:
      - run: ./deploy staging "$DIGEST"
        env: { DIGEST: '\${{ needs.build.outputs.digest }}' }
  production:
    needs: [build, staging]
    runs-on: ubuntu-24.04
    environment: production
    steps:
      - run: ./deploy production "$DIGEST"
        env: { DIGEST: '\${{ needs.build.outputs.digest }}' }
`,
  },
  check: (workflow) =>
    promotions(workflow).flatMap((promotion) => [
      ...promotion.job.steps.flatMap((step) => rebuilt(step, promotion)),
      ...unverified(promotion),
    ]),
});

/** Builds of what is deployed. */
const BUILD =
  /(?:^|[\s;&|(/])(?:(?:uv|poetry|hatch|flit)\s+build|python3?\s+-m\s+build|(?:docker(?:\s+buildx)?|podman|buildah|nerdctl)\s+(?:build|bud))(?:\s|$)/;
const BUILD_ACTIONS = new Set(['docker/build-push-action', 'redhat-actions/buildah-build']);

function rebuilt(step: Step, { job, environment, before }: Promotion): readonly Finding[] {
  const message = `job ${job.id} builds again what it deploys to ${environment}; ${before.join(' and ')} had another build`;
  const fix = 'build in one job that the deployments need, and deploy its artifact by digest';
  if (step.uses !== undefined)
    return BUILD_ACTIONS.has(actionRepository(step.uses.value) ?? '')
      ? [findingAt(step.uses, message, fix)]
      : [];
  if (step.run === undefined) return [];
  return commandLines(step.run)
    .filter(({ text }) => BUILD.test(text))
    .map(({ position }) => findingAt(position, message, fix));
}

/** A digest that another job gave, or an attestation that names it. */
const COMPARES =
  /\bneeds\.[\w-]+\.outputs\.[\w-]*(?:digest|sha256|checksum)|\bgh\s+attestation\s+verify\b|\bcosign\s+verify/i;

/** An artifact of the run that is deployed by its name alone. */
function unverified({ job, environment }: Promotion): readonly Finding[] {
  const variables = job.env.map(({ value }) => value.value);
  if ([...variables, ...job.steps.map(textOf)].some((text) => COMPARES.test(text))) return [];
  return job.steps.flatMap(({ uses, with: inputs }) => {
    if (uses === undefined || entry(inputs, 'run-id') !== undefined) return [];
    if (actionRepository(uses.value) !== 'actions/download-artifact') return [];
    return [
      findingAt(
        uses,
        `job ${job.id} deploys an artifact to ${environment} without comparing its digest`,
        'compare the SHA-256 digest with needs.<job>.outputs.digest before anything is deployed',
      ),
    ];
  });
}
