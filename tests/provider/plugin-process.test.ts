import { join } from 'node:path';
import { PluginProvider } from '../../cli/processes/plugin-provider';

const root = join(__dirname, '../..');
const urn = 'urn:pulumi:dev::test::gatehouse:index:WorkflowCommit::files';
const providerUrn = 'urn:pulumi:dev::test::pulumi:providers:gatehouse::ours';

describe('the plugin process', () => {
  // The same start as under the engine: transpiling the plugin takes a few seconds.
  let plugin: PluginProvider;

  beforeAll(async () => {
    plugin = await PluginProvider.start({
      directory: join(root, 'provider'),
      workingDirectory: join(root, 'infra'),
      engineAddress: '127.0.0.1:1',
      environment: process.env,
      onLine: () => {},
    });
  });
  afterAll(() => {
    plugin.stop();
  });

  it('starts through run-plugin and answers a check', async () => {
    const news = { repository: 'a/b', branch: '..', files: { '/etc/passwd': 'x', 'b.txt': 1 } };
    const { failures } = await plugin.check({ urn, olds: undefined, news });
    expect(failures.map(({ property }) => property)).toEqual([
      'repository',
      'branch',
      'files["/etc/passwd"]',
      'files["b.txt"]',
    ]);
  });

  it('compares and previews without a credential, and then refuses to create', async () => {
    await plugin.configure(providerUrn, { owner: 'acme' });
    const inputs = { repository: 'a', branch: 'main', files: { 'a.txt': '1' } };
    const request = { urn, inputs, timeout: 0, resumed: false };
    const { state } = await plugin.create({ ...request, preview: true });
    expect(state).toMatchObject({ repository: 'a', pending: false });
    await expect(plugin.create({ ...request, preview: false })).rejects.toThrow(
      'no credential: set GITHUB_TOKEN',
    );
    const { changes, detailed } = await plugin.diff({
      urn,
      id: 'a:main',
      oldInputs: inputs,
      olds: { repository: 'a', branch: 'main', blobs: { 'b.txt': 'sha' } },
      news: inputs,
      ignoreChanges: [],
    });
    expect(changes).toBe('some');
    expect(detailed).toEqual({ 'files["a.txt"]': 'add', 'files["b.txt"]': 'delete' });
  });

  it('finds nothing to do while a pull request waits', async () => {
    await plugin.configure(providerUrn, { owner: 'acme' });
    const inputs = { repository: 'a', branch: 'main', files: {}, delivery: 'pullRequest' };
    const olds = { ...inputs, blobs: {}, pending: true, pullRequestUrl: 'https://example.com/1' };
    const request = { urn, id: 'a:main', oldInputs: inputs, ignoreChanges: [] };
    expect(await plugin.diff({ ...request, olds, news: inputs })).toMatchObject({
      changes: 'none',
    });
  });

  it('keeps a token out of its errors', async () => {
    const token = 'ghp_secretsecretsecretsecretsecretsecret';
    await plugin.configure(providerUrn, { owner: 'acme', token, baseUrl: 'http://127.0.0.1:9/' });
    const inputs = { repository: 'a', branch: 'main', files: { 'a.txt': '1' } };
    const { failures } = await plugin.checkConfig(urn, undefined, { token, baseUrl: 'nonsense' });
    expect(failures.map(({ property }) => property)).toEqual(['owner', 'baseUrl']);
    const wrong = plugin.create({ urn, inputs, timeout: 0, resumed: false, preview: true });
    // A preview goes on without a GitHub that answers.
    await expect(wrong).resolves.toMatchObject({ state: { repository: 'a' } });
    expect(JSON.stringify(failures)).not.toContain(token);
  });
});
