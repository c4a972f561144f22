import fc from 'fast-check';
import { z } from 'zod';
import {
  forkApprovals,
  repositoryOptionNames,
  type RepositoryOptions,
} from '../../core/kernel/repository-options';
import { type ValueMap } from '../../provider/protocol/values';
import { readOptions } from '../../provider/repository-settings/option-groups';
import { repositorySettingsKind } from '../../provider/repository-settings/repository-settings-kind';
import { Loopback, owner } from './loopback';

const loopback = new Loopback('repository-settings');

/** What the loopback GitHub holds of a repository's options, read through its own API. */
function optionsOf(name: string): Promise<RepositoryOptions> {
  const client = loopback.client();
  return readOptions(
    {
      find: (path) => client.find(z.record(z.string(), z.unknown()), `GET ${path}`),
      has: async (path) => {
        const { status } = await fetch(`${loopback.github.url}/api/v3${path}`, {
          headers: { authorization: `token ${loopback.github.token}` },
        });
        return status === 204;
      },
    },
    `/repos/${owner}/${name}`,
  );
}

const fresh: RepositoryOptions = {
  allowMergeCommit: true,
  allowSquashMerge: true,
  allowRebaseMerge: true,
  allowAutoMerge: false,
  allowUpdateBranch: false,
  deleteBranchOnMerge: false,
  secretScanning: false,
  secretScanningPushProtection: false,
  vulnerabilityAlerts: false,
  dependabotSecurityUpdates: false,
  privateVulnerabilityReporting: false,
  forkPullRequestApproval: 'first_time_contributors',
};

const some: RepositoryOptions = {
  allowMergeCommit: false,
  deleteBranchOnMerge: true,
  secretScanning: true,
  secretScanningPushProtection: true,
  vulnerabilityAlerts: true,
  dependabotSecurityUpdates: true,
  privateVulnerabilityReporting: true,
  forkPullRequestApproval: 'all_external_contributors',
};

const inputs = (name: string, options: RepositoryOptions): ValueMap => ({
  repository: name,
  ...(options as ValueMap),
});

it('sets what is named, gives back what is not named any more, and all of it at the end', async () => {
  const { name, context } = await loopback.repository();
  const kind = repositorySettingsKind(loopback.client());
  expect(await optionsOf(name)).toEqual(fresh);
  const { id, outputs } = await kind.create(inputs(name, some), context);
  expect(await optionsOf(name)).toEqual({ ...fresh, ...some });

  const fewer: RepositoryOptions = { deleteBranchOnMerge: true, allowAutoMerge: true };
  expect(await kind.diff(outputs, inputs(name, fewer))).toEqual({
    allowMergeCommit: 'delete',
    allowAutoMerge: 'add',
    secretScanning: 'delete',
    secretScanningPushProtection: 'delete',
    vulnerabilityAlerts: 'delete',
    dependabotSecurityUpdates: 'delete',
    privateVulnerabilityReporting: 'delete',
    forkPullRequestApproval: 'delete',
  });
  const updated = await kind.update(id, outputs, inputs(name, fewer), context);
  expect(await optionsOf(name)).toEqual({ ...fresh, ...fewer });
  expect(updated['before']).toEqual({ deleteBranchOnMerge: false, allowAutoMerge: false });

  await kind.delete(id, updated, context);
  expect(await optionsOf(name)).toEqual(fresh);
});

it('sees what was changed by hand, and still gives back what was there before', async () => {
  const { name, context } = await loopback.repository();
  const kind = repositorySettingsKind(loopback.client());
  const wanted = inputs(name, { deleteBranchOnMerge: true, secretScanning: true });
  const { id, outputs } = await kind.create(wanted, context);
  const repo = loopback.github.world.required(owner, name);
  repo.settings = { ...repo.settings, delete_branch_on_merge: false, allow_auto_merge: true };
  const read = await kind.read(id, wanted, outputs, context);
  expect(await kind.diff(read.outputs, wanted)).toEqual({ deleteBranchOnMerge: 'update' });
  const updated = await kind.update(id, read.outputs, wanted, context);
  await kind.delete(id, updated, context);
  expect(await optionsOf(name)).toEqual({ ...fresh, allowAutoMerge: true });
});

it('imports everything that GitHub shows', async () => {
  const { name, context } = await loopback.repository();
  const kind = repositorySettingsKind(loopback.client());
  const { id, inputs: imported, outputs } = await kind.read(name, {}, {}, context);
  expect(id).toBe(name);
  expect(imported).toEqual(inputs(name, fresh));
  expect(outputs['before']).toEqual(fresh);

  loopback.github.world.required(owner, name).settings = { private: true };
  const { inputs: ofPrivate } = await kind.read(name, {}, {}, context);
  expect(ofPrivate).toMatchObject({ privateVulnerabilityReporting: false });
});

it('takes a repository for gone only where the token would see it', async () => {
  const { context } = await loopback.repository();
  const kind = repositorySettingsKind(loopback.client());
  const outputs = {
    repository: 'missing',
    allowAutoMerge: true,
    before: { allowAutoMerge: false },
  };
  expect((await kind.read('missing', outputs, outputs, context)).id).toBeUndefined();
  await expect(kind.delete('missing', outputs, context)).resolves.toBeUndefined();
});

it('names in a preview what changes, and changes nothing', async () => {
  const { name, context, log } = await loopback.repository();
  const kind = repositorySettingsKind(loopback.client());
  await kind.previewCreate(
    inputs(name, { allowAutoMerge: false, vulnerabilityAlerts: true, allowMergeCommit: false }),
    context,
  );
  expect(log).toEqual([
    `info: acme/${name}: merge commits: on becomes off; Dependabot alerts: off becomes on`,
  ]);
  expect(await optionsOf(name)).toEqual(fresh);
});

it('plans without a credential', async () => {
  const { context, log } = await loopback.repository();
  const kind = repositorySettingsKind(undefined);
  const wanted = inputs('orders', { allowAutoMerge: true });
  expect(await kind.previewCreate(wanted, context)).toMatchObject(wanted);
  expect(await kind.previewUpdate({ before: { allowAutoMerge: false } }, wanted, context)).toEqual({
    ...wanted,
    before: { allowAutoMerge: false },
  });
  expect(log).toEqual([]);
});

it('puts back what it had set when a later request is refused', async () => {
  const { name, context } = await loopback.repository();
  const repo = loopback.github.world.required(owner, name);
  repo.settings = { private: true };
  const kind = repositorySettingsKind(loopback.client());
  const wanted = inputs(name, {
    allowAutoMerge: true,
    vulnerabilityAlerts: true,
    privateVulnerabilityReporting: true,
  });
  await expect(kind.create(wanted, context)).rejects.toThrow(/public repositories/);
  expect(await optionsOf(name)).toEqual(fresh);
});

it('changes nothing where an option is not shown to the token', async () => {
  const { name, context } = await loopback.repository();
  const { world } = loopback.github;
  world.account('writer');
  const writer = { token: 'writer', login: 'writer', kind: 'classic', role: 'write' } as const;
  world.tokens.set(writer.token, { ...writer, scopes: ['repo'] });
  const kind = repositorySettingsKind(loopback.client(writer.token));
  await expect(
    kind.create(inputs(name, { allowAutoMerge: true, secretScanning: true }), context),
  ).rejects.toThrow(/does not show secretScanning of acme\//);
  expect(await optionsOf(name)).toEqual(fresh);
});

it.each<[string, ValueMap, readonly string[]]>([
  ['a path', { repository: 'acme/orders' }, ['repository']],
  ['a text for a switch', { repository: 'a', allowAutoMerge: 'yes' }, ['allowAutoMerge']],
  [
    'an unknown approval',
    { repository: 'a', forkPullRequestApproval: 'none' },
    ['forkPullRequestApproval'],
  ],
  ['nothing wrong', { repository: 'a', forkPullRequestApproval: forkApprovals[0] }, []],
])('checks %s', (_, news, expected) => {
  const failures = repositorySettingsKind(undefined).check(news);
  expect(failures.map(({ property }) => property)).toEqual(expected);
});

it('any settings after any others, and their end, give back what was there', async () => {
  const { name, context } = await loopback.repository();
  const kind = repositorySettingsKind(loopback.client());
  const arbitrary = fc
    .record(
      {
        ...Object.fromEntries(
          repositoryOptionNames
            .filter((option) => option !== 'forkPullRequestApproval')
            .map((option) => [option, fc.boolean()]),
        ),
        forkPullRequestApproval: fc.constantFrom(...forkApprovals),
      },
      { requiredKeys: [] },
    )
    .map((options) => consistent(options));
  await fc.assert(
    fc.asyncProperty(arbitrary, arbitrary, async (first, second) => {
      const before = await optionsOf(name);
      const { id, outputs } = await kind.create(inputs(name, first), context);
      expect(await optionsOf(name)).toMatchObject(first);
      const updated = await kind.update(id, outputs, inputs(name, second), context);
      expect(await optionsOf(name)).toEqual({ ...before, ...second });
      await kind.delete(id, updated, context);
      expect(await optionsOf(name)).toEqual(before);
    }),
    { numRuns: 6 },
  );
});

/** Without what GitHub refuses or couples: no way to merge, protection without scanning, updates without alerts. */
function consistent(options: RepositoryOptions): RepositoryOptions {
  const { secretScanningPushProtection: pushes, dependabotSecurityUpdates: updates } = options;
  return {
    ...options,
    allowSquashMerge: true,
    ...(pushes === undefined ? {} : { secretScanning: true }),
    ...(updates === undefined ? {} : { vulnerabilityAlerts: true }),
  };
}
