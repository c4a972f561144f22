/** The rights of one API token, as GitHub's kinds of tokens have them. */
export interface Token {
  readonly token: string;
  /** Login of the user or bot that acts. */
  readonly login: string;
  /**
   * `classic`: a personal access token with scopes. `fine-grained`: one with permissions. `app`: an installation token.
   * `actions`: a workflow's GITHUB_TOKEN, which can never hold the workflows permission.
   */
  readonly kind: 'classic' | 'fine-grained' | 'app' | 'actions';
  /** Classic tokens: OAuth scopes, such as `repo` and `workflow`. */
  readonly scopes?: readonly string[];
  /** Other tokens: permission name → level, such as `{ contents: 'write', workflows: 'write' }`. */
  readonly permissions?: Readonly<Record<string, 'read' | 'write'>>;
  /** Role of the actor in the repositories; decides about bypassing rules. */
  readonly role: 'admin' | 'maintain' | 'write' | 'triage' | 'read';
  /** The App behind an `app` or `actions` token. */
  readonly appId?: number;
  /** `owner/name` of the only repositories that are visible; all when absent. */
  readonly repositories?: readonly string[];
  /** ISO 8601 time after which the token is refused. */
  readonly expiresAt?: string;
}

export type Level = 'read' | 'write';

/** The App id of GitHub Actions itself. */
export const githubActionsAppId = 15368;

export function hasPermission(token: Token, permission: string, level: Level): boolean {
  if (token.kind === 'classic') {
    const scopes = token.scopes ?? [];
    if (permission === 'workflows') return scopes.includes('workflow');
    return scopes.includes('repo') || (level === 'read' && scopes.includes('public_repo'));
  }
  if (permission === 'workflows' && token.kind === 'actions') return false;
  if (permission === 'metadata' && level === 'read') return true;
  const held = token.permissions?.[permission];
  return held === 'write' || (level === 'read' && held === 'read');
}

/** Whether GitHub shows it what administrators alone see: a user's role decides, or the permission of another token. */
export function seesAdministration(token: Token): boolean {
  if (token.kind === 'classic') return token.role === 'admin';
  return hasPermission(token, 'administration', 'read');
}

export function seesRepository(
  token: Token,
  { owner, name: ownName }: { readonly owner: string; readonly name: string },
): boolean {
  if (token.repositories === undefined) return true;
  const fullName = `${owner}/${ownName}`;
  return token.repositories.some((name) => name.toLowerCase() === fullName.toLowerCase());
}
