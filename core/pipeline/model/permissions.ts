/** Scopes of GITHUB_TOKEN. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions */
type PermissionScope =
  | 'actions'
  | 'artifact-metadata'
  | 'attestations'
  | 'checks'
  | 'contents'
  | 'deployments'
  | 'discussions'
  | 'id-token'
  | 'issues'
  | 'packages'
  | 'pages'
  | 'pull-requests'
  | 'security-events'
  | 'statuses';

/** One granted scope and the reason for it, which is rendered as a comment beside it. */
interface Grant {
  readonly access: 'read' | 'write';
  readonly why: string;
}

/**
 * Rights of one job's token. Unnamed scopes are none; the empty object is no rights at all. There is deliberately no
 * way to write `read-all` or `write-all`.
 */
export type Permissions = Readonly<Partial<Record<PermissionScope, Grant>>>;
