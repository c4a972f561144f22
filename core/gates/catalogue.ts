import { type Gate } from './gate';

/** A rule that holds or does not: having none is as weak as it gets. */
const guard = (title: string, setting?: string): Gate => of(title, 0, 'most', setting);
/** Something that lets changes or people past: having none is as strong as it gets. */
const hole = (title: string, setting?: string): Gate => of(title, 0, 'least', setting);
/** A property of something that may come and go: compared while both sides have it. */
const trait = (title: string, setting?: string): Gate => of(title, 'incomparable', 'most', setting);

function of(
  title: string,
  absent: Gate['absent'],
  merge: Gate['merge'],
  setting: string | undefined,
): Gate {
  return { title, absent, merge, ...(setting === undefined ? {} : { setting }) };
}

/** Every gate that two states of a stack are compared by. */
export const gates = {
  managed: guard('management by this stack', 'repositories'),

  lint: guard('ruff', 'gates.lint'),
  formatting: guard('black', 'gates.lint'),
  types: guard('mypy', 'gates.types'),
  tests: guard('tests', 'gates.coverage'),
  'code-scan': guard('bandit', 'gates.security'),
  'dependency-audit': guard('pip-audit', 'gates.security'),
  'image-scan': guard('image scan', 'build.dockerfile'),
  'file-scan': guard('scan of all files', 'scans.files'),
  'code-scanning': guard('upload to code scanning', 'scans.codeScanning'),
  'dependency-review': guard('review of new dependencies', 'dependencyReview.mode'),
  'dependency-review-severity': trait(
    'severity from which a new dependency is refused',
    'dependencyReview.failOnSeverity',
  ),
  'license-rule': guard('licences of new dependencies', 'dependencyReview'),
  'coverage-floor': guard('coverage floor', 'gates.coverage'),
  performance: guard('benchmarks', 'gates.performance'),
  'performance-tolerance': trait('slowdown that benchmarks tolerate', 'performance.tolerance'),
  'test-reruns': hole('re-runs of failed tests', 'retries.tests.reruns'),
  'readiness-threshold': guard('readiness threshold', 'gates.readiness'),
  'readiness-weight': trait('weight in the readiness score', 'readiness.weights'),
  'readiness-window': trait('runs the readiness score looks back on', 'readiness.window'),
  'aggregated-job': guard('required check waits for'),
  'aggregator-always': trait('required check runs whatever happened before'),
  'pull-request-filter': hole('path filter on pull requests'),
  'job-timeout': trait('job timeout', 'timeouts'),
  permission: hole('permission'),
  'pinned-action': hole('action not pinned to a commit'),
  exception: hole('exception of a policy in a comment'),
  schedule: guard('schedule', 'schedules'),
  'smoke-check': guard('smoke check', 'smoke.checks'),
  'smoke-latency': trait('latency budget of the smoke check', 'smoke.checks[].latencyBudgetMs'),
  'smoke-attempts': trait('attempts of a smoke check', 'retries.smoke.attempts'),
  'slack-alert': guard('Slack alert', 'slack'),
  attestation: guard('attestation of the build', 'build.attest'),
  sbom: guard('software bill of materials', 'build.sbom'),
  'artifact-retention': trait('days an artifact is kept', 'build.artifactRetentionDays'),
  'dependency-updates': guard('dependency updates', 'dependabot'),
  'dependency-cooldown': trait('days before an update is proposed', 'dependabot.cooldownDays'),

  'branch-protection': guard('branch protection', 'protection.kind'),
  'required-check': guard('required check'),
  'required-check-app': trait('app that must report the required check'),
  'up-to-date-branch': trait('branch up to date before merging', 'protection.strict'),
  approvals: trait('approving reviews', 'protection.approvals'),
  'code-owner-review': trait('review by a code owner', 'protection.codeOwnerReview'),
  'stale-reviews': trait('reviews dismissed by new commits'),
  'last-push-approval': trait('approval of the last push by someone other than its author'),
  'conversation-resolution': trait('conversations resolved', 'protection.conversationResolution'),
  'signed-commits': trait('signed commits', 'protection.signedCommits'),
  'linear-history': trait('linear history', 'protection.linearHistory'),
  'merge-queue': trait('merge queue', 'protection.mergeQueue'),
  'force-pushes': trait('force pushes refused'),
  deletions: trait('deletion refused'),
  'admin-enforcement': trait('rules bind administrators'),
  'code-owners': guard('owners of the files of the gate', 'guard.level'),
  'restricted-path': guard('files that only some Apps may push', 'guard.restrictPushes'),
  'required-workflow': guard('workflow that the organization requires', 'guard.requiredWorkflow'),
  'accepted-block': hole(
    'pull requests that rules may keep from being merged',
    'protection.acceptBlocked',
  ),
  bypass: hole('bypass of the branch protection', 'protection.bypassApps'),

  environment: guard('protected environment', 'environments'),
  'environment-review': trait('approval of deployments', 'environments[].reviewers'),
  'environment-wait': trait('waiting time of deployments', 'environments[].waitMinutes'),
  'environment-self-review': trait(
    'deployments not approved by the person who started them',
    'environments[].preventSelfReview',
  ),
  'environment-admins': trait('administrators wait like others'),
  'environment-branches': trait('branches that may deploy', 'environments[].protectedBranchesOnly'),

  'allowed-actions': guard('which actions may run'),
  'sha-pinning': guard('actions pinned to a full commit only'),
  'default-token': guard('read-only default token'),
  'actions-approve': guard('Actions may not approve pull requests'),
  'vulnerability-alerts': trait('vulnerability alerts', 'settings.dependabotAlerts'),
  'secret-scanning': trait('secret scanning', 'settings.secretScanning'),
  'push-protection': trait('push protection of secrets', 'settings.pushProtection'),
  'security-updates': trait('security updates of dependencies', 'settings.securityUpdates'),
  'private-reporting': trait(
    'private vulnerability reporting',
    'settings.privateVulnerabilityReporting',
  ),
  'fork-approval': trait('approval of workflows of forks', 'settings.forkApproval'),

  'delivery-review': trait('changes of the pipeline wait for a pull request', 'delivery.mode'),
  adoption: hole('hand-written files are overwritten', 'delivery.adopt'),
  'secret-value': trait('value encrypted as a secret', 'secrets'),
  'secret-kind': trait('stored as a secret, not as a variable', 'secrets'),

  'log-retention': trait('days logs are kept'),
  alarm: guard('alarm'),
  'dead-letters': guard('dead-letter queue'),
  'message-retention': trait('time messages are kept'),
  'bucket-versioning': guard('versions of objects are kept'),
  'bucket-public-access': guard('public access blocked'),
  'point-in-time-recovery': guard('point-in-time recovery'),
  'deletion-protection': guard('deletion protection'),
  'iam-action': hole('AWS permission'),
  'oidc-subject': hole('identity that may assume the role'),
  'slack-channel': guard('Slack channel', 'slack.channels'),
} as const satisfies Readonly<Record<string, Gate>>;

/** Identifier of a gate. */
export type GateId = keyof typeof gates;
