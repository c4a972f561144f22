import { pins } from '../actions/pins';
import { expression } from '../model/expression';
import { job } from '../model/job';
import { uses } from '../model/step';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { onPullRequest } from './events';

/**
 * Compares the dependencies of a pull request with those of its base, in all ecosystems that GitHub's dependency graph knows.
 * https://docs.github.com/en/code-security/concepts/supply-chain-security/about-dependency-review
 */
export function dependencyReviewJob(settings: PipelineSettings) {
  const { mode, failOnSeverity, allowLicenses, denyLicenses } = settings.dependencyReview;
  return job({
    id: 'dependency-review',
    name: 'Dependency Review',
    if: expression(onPullRequest),
    permissions: { contents: { access: 'read', why: 'compare the dependency graphs' } },
    runsOn: settings.runner,
    timeoutMinutes: settings.timeouts.comment,
    steps: [
      uses(pins.dependencyReview, {
        name: 'Review dependencies',
        with: {
          'fail-on-severity': failOnSeverity,
          ...(allowLicenses.length === 0 ? {} : { 'allow-licenses': allowLicenses.join(', ') }),
          ...(denyLicenses.length === 0 ? {} : { 'deny-licenses': denyLicenses.join(', ') }),
          ...(mode === 'warn' ? { 'warn-only': true } : {}),
        },
      }),
    ],
  });
}
