import { type RepositoryFacts } from './facts';

/** A repository with the settings that GitHub gives a new one, for tests. */
export const exampleFacts = (parts: Partial<RepositoryFacts> = {}): RepositoryFacts => ({
  owner: 'acme',
  name: 'orders',
  defaultBranch: 'main',
  paths: [],
  workflows: [],
  actions: {
    enabled: true,
    allowedActions: 'all',
    shaPinningRequired: false,
    defaultWorkflowPermissions: 'read',
    canApprovePullRequestReviews: false,
  },
  options: {},
  environments: [],
  required: [],
  rulesets: [],
  labels: [],
  variables: [],
  secrets: [],
  unread: [],
  ...parts,
});
