import { type LocalAction } from './action';

/**
 * The bundled action that is delivered to the repository together with the workflows; inputs and outputs as its
 * `action.yml` declares them (`runtime/action/`). A job checks the repository out before it uses it.
 */
export const gatehouseAction = {
  kind: 'local',
  path: './.github/gatehouse/action',
  // `$/` would need no checkout, but GitHub Enterprise Server does not know it, and actionlint refuses it as of 1.7.12.
  why: 'zizmor: ignore[self-repository] GitHub Enterprise Server has no $/ form',
  inputs: [
    'command',
    'github-token',
    'threshold',
    'weights',
    'window',
    'workflow',
    'branch',
    'quality-jobs',
    'override-label',
    'sources',
    'reports',
    'needs',
    'output',
    'readiness',
    'artifact',
    'run-id',
    'head-sha',
    'data-branch',
    'directory',
    'definition',
    'definition-ref',
    'checks',
    'base-url',
    'environment',
    'attempts',
    'delay-seconds',
    'canary-url',
    'baseline-url',
    'state-artifact',
    'inside',
    'modes',
    'longest-days',
    'minimum',
  ],
  outputs: [
    'score',
    'band',
    'passed',
    'overridden',
    'changed',
    'commit',
    'comment-url',
    'decision',
  ],
} as const satisfies LocalAction;
