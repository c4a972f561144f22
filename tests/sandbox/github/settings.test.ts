import { blake2b } from 'blakejs';
import nacl from 'tweetnacl';
import { openTestWorld, refusal, type TestWorld } from '../test-world';

/** Seals as libsodium's `crypto_box_seal` does. */
function seal(text: string, publicKey: string): string {
  const recipient = new Uint8Array(Buffer.from(publicKey, 'base64'));
  const pair = nacl.box.keyPair();
  const nonce = blake2b(
    Uint8Array.from([...pair.publicKey, ...recipient]),
    undefined,
    nacl.box.nonceLength,
  );
  const box = nacl.box(new Uint8Array(Buffer.from(text)), nonce, recipient, pair.secretKey);
  return Buffer.from([...pair.publicKey, ...box]).toString('base64');
}

describe('settings of a repository', () => {
  let world: TestWorld;
  const repo = { owner: 'acme', repo: 'settings' };

  beforeAll(async () => {
    world = await openTestWorld();
    await world.make('settings');
  });
  afterAll(async () => {
    expect(world.github.violations).toEqual([]);
    await world.dispose();
  });

  it('takes a secret that is sealed to its key, tells its name and never its value', async () => {
    const { octokit } = world;
    const base = '/repos/{owner}/{repo}/actions/secrets' as const;
    const { data: key } = await octokit.request(`GET ${base}/public-key`, repo);
    const put = (value: string) =>
      octokit.request(`PUT ${base}/{secret_name}`, {
        ...repo,
        secret_name: 'slack_webhook_url',
        encrypted_value: value,
        key_id: key.key_id,
      });
    expect((await put(seal('hush', key.key))).status).toBe(201);
    expect((await put(seal('hush again', key.key))).status).toBe(204);
    expect((await refusal(put(Buffer.from('plain text').toString('base64')))).status).toBe(422);
    const { data } = await octokit.request(`GET ${base}`, repo);
    expect(data.secrets.map((secret) => secret.name)).toEqual(['SLACK_WEBHOOK_URL']);
    expect(JSON.stringify(data)).not.toContain('hush');
    await octokit.request(`DELETE ${base}/{secret_name}`, {
      ...repo,
      secret_name: 'SLACK_WEBHOOK_URL',
    });
    expect((await octokit.request(`GET ${base}`, repo)).data.total_count).toBe(0);
  });

  it('keeps Dependabot secrets apart from those of Actions', async () => {
    const { octokit } = world;
    const base = '/repos/{owner}/{repo}/dependabot/secrets' as const;
    const { data: key } = await octokit.request(`GET ${base}/public-key`, repo);
    await octokit.request(`PUT ${base}/{secret_name}`, {
      ...repo,
      secret_name: 'TOKEN',
      encrypted_value: seal('x', key.key),
      key_id: key.key_id,
    });
    expect((await octokit.request(`GET ${base}`, repo)).data.total_count).toBe(1);
    const actions = await octokit.request('GET /repos/{owner}/{repo}/actions/secrets', repo);
    expect(actions.data.total_count).toBe(0);
  });

  it('creates a variable once, changes and deletes it', async () => {
    const { octokit } = world;
    const base = '/repos/{owner}/{repo}/actions/variables' as const;
    const create = () => octokit.request(`POST ${base}`, { ...repo, name: 'TIER', value: 'gold' });
    expect((await create()).status).toBe(201);
    expect((await refusal(create())).status).toBe(409);
    await octokit.request(`PATCH ${base}/{name}`, { ...repo, name: 'TIER', value: 'silver' });
    const read = await octokit.request(`GET ${base}/{name}`, { ...repo, name: 'TIER' });
    expect(read.data.value).toBe('silver');
    await octokit.request(`DELETE ${base}/{name}`, { ...repo, name: 'TIER' });
    const gone = octokit.request(`GET ${base}/{name}`, { ...repo, name: 'TIER' });
    expect((await refusal(gone)).status).toBe(404);
  });

  it('makes an environment with wait time, reviewers, branch policy and a variable', async () => {
    const { octokit } = world;
    const path = '/repos/{owner}/{repo}/environments/{environment_name}' as const;
    const environment = { ...repo, environment_name: 'production' };
    await octokit.request(`PUT ${path}`, {
      ...environment,
      wait_timer: 5,
      prevent_self_review: true,
      reviewers: [
        { type: 'User', id: 4242 },
        { type: 'Team', id: 7 },
      ],
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
    });
    await octokit.request(`POST ${path}/deployment-branch-policies`, {
      ...environment,
      name: 'release/*',
    });
    await octokit.request(`POST ${path}/variables`, { ...environment, name: 'URL', value: 'x' });
    const { data } = await octokit.request(`GET ${path}`, environment);
    const reviewers = data.protection_rules?.find((rule) => rule.type === 'required_reviewers');
    expect(reviewers).toMatchObject({
      prevent_self_review: true,
      reviewers: [{ reviewer: { id: 4242 } }, { reviewer: { id: 7 } }],
    });
    const policies = await octokit.request(`GET ${path}/deployment-branch-policies`, environment);
    expect(policies.data.branch_policies.map((policy) => policy.name)).toEqual(['release/*']);
    const both = octokit.request(`PUT ${path}`, {
      ...environment,
      deployment_branch_policy: { protected_branches: true, custom_branch_policies: true },
    });
    expect((await refusal(both)).status).toBe(422);
  });

  it('keeps what Actions may do', async () => {
    const { octokit } = world;
    const path = '/repos/{owner}/{repo}/actions/permissions' as const;
    await octokit.request(`PUT ${path}`, {
      ...repo,
      enabled: true,
      allowed_actions: 'all',
      sha_pinning_required: true,
    });
    expect((await octokit.request(`GET ${path}`, repo)).data).toMatchObject({
      enabled: true,
      sha_pinning_required: true,
    });
    await octokit.request(`PUT ${path}/workflow`, {
      ...repo,
      default_workflow_permissions: 'read',
      can_approve_pull_request_reviews: false,
    });
    expect((await octokit.request(`GET ${path}/workflow`, repo)).data).toEqual({
      default_workflow_permissions: 'read',
      can_approve_pull_request_reviews: false,
    });
  });

  it('keeps limits of caches and lists caches', async () => {
    const { octokit } = world;
    const base = '/repos/{owner}/{repo}/actions/cache' as const;
    await octokit.request(`PUT ${base}/retention-limit`, { ...repo, max_cache_retention_days: 14 });
    await octokit.request(`PUT ${base}/storage-limit`, { ...repo, max_cache_size_gb: 5 });
    const days = await octokit.request(`GET ${base}/retention-limit`, repo);
    const size = await octokit.request(`GET ${base}/storage-limit`, repo);
    expect([days.data, size.data]).toEqual([
      { max_cache_retention_days: 14 },
      { max_cache_size_gb: 5 },
    ]);
    const caches = await octokit.request('GET /repos/{owner}/{repo}/actions/caches', repo);
    expect(caches.data.total_count).toBe(0);
  });

  it('creates a label once, renames and deletes it', async () => {
    const { octokit } = world;
    const create = () =>
      octokit.request('POST /repos/{owner}/{repo}/labels', {
        ...repo,
        name: 'readiness-override',
        color: 'b60205',
      });
    expect((await create()).status).toBe(201);
    expect((await refusal(create())).status).toBe(422);
    const path = '/repos/{owner}/{repo}/labels/{name}' as const;
    const label = { ...repo, name: 'readiness-override' };
    await octokit.request(`PATCH ${path}`, { ...label, new_name: 'override' });
    expect((await refusal(octokit.request(`GET ${path}`, label))).status).toBe(404);
    await octokit.request(`DELETE ${path}`, { ...repo, name: 'override' });
  });
});
