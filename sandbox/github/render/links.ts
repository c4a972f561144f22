import type { RepositoryState } from '../state';

/** Builds the URLs of an answer, below the address and prefix that the request came by. */
export interface Links {
  /** API address, such as `http://127.0.0.1:8080/api/v3`. */
  readonly api: string;
  /** Address of pages and git, such as `http://127.0.0.1:8080`. */
  readonly web: string;
}

export const fullName = (repo: RepositoryState): string => `${repo.owner}/${repo.name}`;

export const repoApi = (links: Links, repo: RepositoryState): string =>
  `${links.api}/repos/${fullName(repo)}`;

export const repoWeb = (links: Links, repo: RepositoryState): string =>
  `${links.web}/${fullName(repo)}`;

/** A path below a URL, each part percent-encoded. */
export const encodePath = (path: string): string =>
  path.split('/').map(encodeURIComponent).join('/');
