/** Branch of the pull request that keeps a repository's files up to date, where no other is set. */
export const defaultPullRequestBranch = 'gatehouse/pipeline';

/** The URL of the Slack incoming webhook: secret of the repository, and variable in the action's environment. */
export const slackWebhookName = 'SLACK_WEBHOOK_URL';

/** Variable of an environment that holds the ARN of the role of AWS that its deployments assume. */
export const awsRoleVariable = 'AWS_ROLE_ARN';

/** Where the workflow is that reports the checks, and the one by which the guard's App gives its own. */
export const ciPath = '.github/workflows/ci.yml';
export const guardPath = '.github/workflows/guard.yml';

/** Where GitHub looks for the lockfile of actions. https://docs.github.com/en/actions/concepts/security/workflow-dependency-lockfiles */
export const actionsLockPath = '.github/workflows/actions.lock';

/** The check that the guard's App gives; no job has this title. */
export const guardCheck = 'Gatehouse Guard';

/**
 * Title of the job by which a thin ci.yml calls the workflow that holds the pipeline. GitHub names the checks of the called
 * jobs `TITLE / JOB`.
 */
export const callTitle = 'Pipeline';

/**
 * Placeholder in a text for a commit that only a delivery knows: the null object name of git.
 * https://git-scm.com/docs/git-update-index#_using_index_info
 */
export const unknownCommit = '0'.repeat(40);

/** Where Dependabot is configured. */
export const dependabotPath = '.github/dependabot.yml';
