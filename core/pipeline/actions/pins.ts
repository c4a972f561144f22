import { type PinnedAction } from './action';

/*
 * Every third-party action of the generated workflows, and nowhere else. Each commit is the one its release's tag
 * names in the action's own repository; all of them run on node24 or are composite. To move one: read tag, commit and
 * action.yml in the action's repository, change the line, and run the tests.
 */

function pin<const Inputs extends string, const Outputs extends string>(
  name: string,
  version: string,
  sha: string,
  inputs: readonly Inputs[],
  outputs: readonly Outputs[],
): PinnedAction<Inputs, Outputs> {
  const repository = name.split('/').slice(0, 2).join('/');
  const source = `https://github.com/${repository}/releases/tag/${version}`;
  return { kind: 'pinned', name, version, sha, source, inputs, outputs };
}

const cacheVersion = 'v5.0.5';
const cacheSha = '27d5ce7f107fe9357f9df03efb73ab90386fccae';

export const pins = {
  checkout: pin(
    'actions/checkout',
    'v7.0.1',
    '3d3c42e5aac5ba805825da76410c181273ba90b1',
    ['ref', 'fetch-depth', 'persist-credentials', 'path', 'sparse-checkout'],
    ['ref', 'commit'],
  ),
  setupPython: pin(
    'actions/setup-python',
    'v7.0.0',
    '5fda3b95a4ea91299a34e894583c3862153e4b97',
    ['python-version'],
    ['python-version', 'python-path'],
  ),
  setupUv: pin(
    'astral-sh/setup-uv',
    'v10.0.1',
    '20cfd1bf945f4377ade1205e4dbc17946fc9a30d',
    ['version', 'enable-cache'],
    ['uv-version', 'uv-path'],
  ),
  cacheRestore: pin(
    'actions/cache/restore',
    cacheVersion,
    cacheSha,
    ['path', 'key', 'restore-keys'],
    ['cache-hit', 'cache-primary-key', 'cache-matched-key'],
  ),
  cacheSave: pin('actions/cache/save', cacheVersion, cacheSha, ['path', 'key'], []),
  uploadArtifact: pin(
    'actions/upload-artifact',
    'v7.0.0',
    'bbbca2ddaa5d8feaa63e36b76fdaad77386f024f',
    ['name', 'path', 'if-no-files-found', 'retention-days', 'overwrite'],
    ['artifact-id', 'artifact-url', 'artifact-digest'],
  ),
  downloadArtifact: pin(
    'actions/download-artifact',
    'v8.0.1',
    '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c',
    ['name', 'pattern', 'path', 'merge-multiple', 'run-id', 'github-token', 'repository'],
    ['download-path'],
  ),
  createGithubAppToken: pin(
    'actions/create-github-app-token',
    'v3.1.1',
    '1b10c78c7865c340bc4f6099eb2f838309f1e8c3',
    ['client-id', 'private-key', 'permission-contents', 'permission-checks', 'permission-members'],
    ['token', 'installation-id', 'app-slug'],
  ),
  attest: pin(
    'actions/attest',
    'v4.2.2',
    '1e69f48acb82d1966a394da916b4c1698aa569d6',
    ['subject-path', 'sbom-path'],
    ['attestation-id', 'attestation-url', 'bundle-path'],
  ),
  uploadSarif: pin(
    'github/codeql-action/upload-sarif',
    'v4.36.2',
    '8aad20d150bbac5944a9f9d289da16a4b0d87c1e',
    ['sarif_file', 'checkout_path', 'category'],
    ['sarif-id'],
  ),
  // The commit that many public workflows name for this release; the release before it runs on node20, which runners no longer have.
  dependencyReview: pin(
    'actions/dependency-review-action',
    'v5.0.0',
    'a1d282b36b6f3519aa1f3fc636f609c47dddb294',
    ['fail-on-severity', 'allow-licenses', 'deny-licenses', 'warn-only'],
    [],
  ),
  trivy: pin(
    'aquasecurity/trivy-action',
    'v0.36.0',
    'ed142fd0673e97e23eac54620cfb913e5ce36c25',
    ['image-ref', 'format', 'output', 'severity', 'exit-code', 'ignore-unfixed'],
    [],
  ),
} as const;
