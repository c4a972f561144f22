import { type Rule } from '../../core/reading/rule';
import { workflowReadable } from './pipeline/workflow-readable';
import { pinnedActions } from './pipeline/pinned-actions';
import { topLevelPermissions } from './pipeline/top-level-permissions';
import { jobPermissions } from './pipeline/job-permissions';
import { jobTimeouts } from './pipeline/job-timeouts';
import { concurrency } from './pipeline/concurrency';
import { lintEnforced } from './pipeline/lint-enforced';
import { testsEnforced } from './pipeline/tests-enforced';
import { calledWorkflows } from './pipeline/called-workflows';
import { deploymentRollback } from './pipeline/deployment-rollback';
import { promotedDigest } from './pipeline/promoted-digest';
import { exceptions } from './pipeline/exceptions';
import { coverageGate } from './pipeline/coverage-gate';
import { securityScan } from './pipeline/security-scan';
import { securityBlocking } from './pipeline/security-blocking';
import { readinessGate } from './pipeline/readiness-gate';
import { aggregator } from './pipeline/aggregator';
import { schedules } from './pipeline/schedules';
import { pushRulesets } from './repository/push-rulesets';
import { requiredContexts } from './repository/required-contexts';
import { branchProtected } from './repository/branch-protected';
import { protectionStrength } from './repository/protection-strength';
import { protectedEnvironments } from './repository/protected-environments';
import { defaultWorkflowToken } from './repository/default-workflow-token';
import { codeOwners } from './repository/code-owners';
import { deployKeys } from './repository/deploy-keys';
import { tagProtection } from './repository/tag-protection';
import { securitySettings } from './repository/security-settings';
import { webhookSecrets } from './repository/webhook-secrets';
import { secretValues } from './repository/secret-values';
import { secretPatterns } from './repository/secret-patterns';
import { cloudKeys } from './repository/cloud-keys';
import { selfHostedRunners } from './repository/self-hosted-runners';
import { templateInjection } from './hardening/template-injection';
import { dangerousTriggers } from './hardening/dangerous-triggers';
import { persistedCredentials } from './hardening/persisted-credentials';
import { artifactPoisoning } from './hardening/artifact-poisoning';
import { secretsOutsideEnvironments } from './hardening/secrets-outside-environments';
import { cachePoisoning } from './hardening/cache-poisoning';
import { secretsInherit } from './hardening/secrets-inherit';
import { overprovisionedSecrets } from './hardening/overprovisioned-secrets';
import { unredactedSecrets } from './hardening/unredacted-secrets';
import { unsoundConditions } from './hardening/unsound-conditions';
import { unsoundContains } from './hardening/unsound-contains';
import { botConditions } from './hardening/bot-conditions';
import { compromisedActions } from './hardening/compromised-actions';
import { versionComments } from './hardening/version-comments';
import { unpinnedImages } from './hardening/unpinned-images';
import { insecureCommands } from './hardening/insecure-commands';
import { containerCredentials } from './hardening/container-credentials';
import { dependabotCooldown } from './hardening/dependabot-cooldown';
import { githubEnv } from './hardening/github-env';
import { pipeToShell } from './hardening/pipe-to-shell';
import { unsoundTernary } from './hardening/unsound-ternary';
import { archivedActions } from './hardening/archived-actions';
import { allowedActions } from './hardening/allowed-actions';
import { plainUses } from './hardening/plain-uses';
import { trustedPublishing } from './hardening/trusted-publishing';
import { appTokens } from './hardening/app-tokens';
import { lockedActions } from './hardening/locked-actions';
import { actionRuntimes } from './hardening/action-runtimes';
import { retiredRunners } from './hardening/retired-runners';
import { movingRunners } from './hardening/moving-runners';
import { iamWildcards } from './aws/iam-wildcards';
import { oidcTrust } from './aws/oidc-trust';
import { queueDeadLetters } from './aws/queue-dead-letters';
import { queueEncryption } from './aws/queue-encryption';
import { alarmRoutes } from './aws/alarm-routes';
import { bucketPublicAccess } from './aws/bucket-public-access';
import { bucketAcls } from './aws/bucket-acls';
import { bucketTls } from './aws/bucket-tls';
import { functionUrls } from './aws/function-urls';
import { keyRotation } from './aws/key-rotation';
import { openSecurityGroups } from './aws/open-security-groups';
import { resourcePolicies } from './aws/resource-policies';
import { bucketVersioning } from './aws/bucket-versioning';
import { partialBatches } from './aws/partial-batches';
import { scheduleDelivery } from './aws/schedule-delivery';
import { tableRecovery } from './aws/table-recovery';
import { logRetention } from './aws/log-retention';
import { functionRuntime } from './aws/function-runtime';
import { runtimeWatched } from './aws/runtime-watched';
import { uniqueNames } from './aws/unique-names';

/** Every rule, by subject, in the order of the reference page. */
export const ruleSubjects: Readonly<
  Record<'pipeline' | 'repository' | 'hardening' | 'aws', readonly Rule[]>
> = {
  pipeline: [
    workflowReadable,
    aggregator,
    calledWorkflows,
    concurrency,
    coverageGate,
    deploymentRollback,
    exceptions,
    jobPermissions,
    jobTimeouts,
    lintEnforced,
    pinnedActions,
    promotedDigest,
    readinessGate,
    schedules,
    securityBlocking,
    securityScan,
    testsEnforced,
    topLevelPermissions,
  ],
  repository: [
    branchProtected,
    cloudKeys,
    codeOwners,
    defaultWorkflowToken,
    deployKeys,
    protectedEnvironments,
    protectionStrength,
    pushRulesets,
    requiredContexts,
    secretPatterns,
    secretValues,
    securitySettings,
    selfHostedRunners,
    tagProtection,
    webhookSecrets,
  ],
  hardening: [
    actionRuntimes,
    allowedActions,
    appTokens,
    archivedActions,
    artifactPoisoning,
    botConditions,
    cachePoisoning,
    compromisedActions,
    containerCredentials,
    dangerousTriggers,
    dependabotCooldown,
    githubEnv,
    insecureCommands,
    lockedActions,
    movingRunners,
    overprovisionedSecrets,
    persistedCredentials,
    pipeToShell,
    plainUses,
    retiredRunners,
    secretsInherit,
    secretsOutsideEnvironments,
    templateInjection,
    trustedPublishing,
    unpinnedImages,
    unredactedSecrets,
    unsoundConditions,
    unsoundContains,
    unsoundTernary,
    versionComments,
  ],
  aws: [
    alarmRoutes,
    bucketAcls,
    bucketPublicAccess,
    bucketTls,
    bucketVersioning,
    functionRuntime,
    functionUrls,
    iamWildcards,
    keyRotation,
    logRetention,
    oidcTrust,
    openSecurityGroups,
    partialBatches,
    queueDeadLetters,
    queueEncryption,
    resourcePolicies,
    runtimeWatched,
    scheduleDelivery,
    tableRecovery,
    uniqueNames,
  ],
};

export const rules: readonly Rule[] = Object.values(ruleSubjects).flat();
