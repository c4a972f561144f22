/** Branch of the pull request that keeps a repository's files up to date, where no other is set. */
export const defaultPullRequestBranch = 'gatehouse/pipeline';

/** The URL of the Slack incoming webhook: secret of the repository, and variable in the action's environment. */
export const slackWebhookName = 'SLACK_WEBHOOK_URL';
