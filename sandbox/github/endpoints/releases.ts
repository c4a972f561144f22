import { onRepository, page, type Endpoint, type RepositoryCall } from '../endpoint';
import { simpleUser } from '../render/account';
import { repoApi, repoWeb } from '../render/links';
import { type ReleaseState } from '../state';

/** Releases. https://docs.github.com/en/rest/releases/releases */
export const releaseEndpoints: readonly Endpoint[] = [
  onRepository('GET /repos/{owner}/{repo}/releases', ['contents', 'read'], (call) =>
    page((call.repo.releases ?? []).map((release) => rendered(call, release))),
  ),
];

function rendered(call: RepositoryCall, release: ReleaseState): Record<string, unknown> {
  const { links, repo, world } = call;
  const { id, tag, assets, createdAt } = release;
  const api = repoApi(links, repo);
  const web = repoWeb(links, repo);
  const author = simpleUser(links, world.account(repo.owner));
  return {
    url: `${api}/releases/${id}`,
    html_url: `${web}/releases/tag/${tag}`,
    assets_url: `${api}/releases/${id}/assets`,
    upload_url: `${api}/releases/${id}/assets{?name,label}`,
    tarball_url: `${api}/tarball/${tag}`,
    zipball_url: `${api}/zipball/${tag}`,
    id,
    node_id: `RE_${id}`,
    tag_name: tag,
    target_commitish: repo.defaultBranch,
    name: tag,
    body: '',
    draft: false,
    prerelease: false,
    created_at: createdAt,
    published_at: createdAt,
    author,
    assets: assets.map((asset) => ({
      url: `${api}/releases/assets/${asset.id}`,
      browser_download_url: `${web}/releases/download/${tag}/${asset.name}`,
      id: asset.id,
      node_id: `RA_${asset.id}`,
      name: asset.name,
      label: null,
      state: 'uploaded',
      content_type: 'application/octet-stream',
      size: 1,
      digest: null,
      download_count: 0,
      created_at: createdAt,
      updated_at: createdAt,
      uploader: author,
    })),
  };
}
