import { cacheSettingsKind } from '../../provider/cache-settings-kind';
import { Loopback } from './loopback';

const loopback = new Loopback('cache-settings');

describe('cache settings', () => {
  it('sets, changes, reads and gives back what GitHub has by default', async () => {
    const { name, context } = await loopback.repository();
    const kind = cacheSettingsKind(loopback.client());
    const repo = loopback.github.world.required('acme', name);
    const { id, outputs } = await kind.create({ repository: name, retentionDays: 3 }, context);
    expect(repo).toMatchObject({ cacheRetentionDays: 3, cacheStorageGb: 10 });
    const news = { repository: name, storageLimitGb: 20 };
    expect(await kind.diff(outputs, news)).toEqual({
      retentionDays: 'delete',
      storageLimitGb: 'add',
    });
    const updated = await kind.update(id, outputs, news, context);
    expect(repo).toMatchObject({ cacheRetentionDays: 7, cacheStorageGb: 20 });
    repo.cacheStorageGb = 30;
    const read = await kind.read(id, news, updated, context);
    expect(await kind.diff(read.outputs, news)).toEqual({ storageLimitGb: 'update' });
    await kind.delete(id, updated, context);
    expect(repo).toMatchObject({ cacheRetentionDays: 7, cacheStorageGb: 10 });
  });

  it('imports both limits, and takes a repository for gone only where the token would see it', async () => {
    const { name, context } = await loopback.repository();
    const kind = cacheSettingsKind(loopback.client());
    const { inputs } = await kind.read(name, {}, {}, context);
    expect(inputs).toEqual({ repository: name, retentionDays: 7, storageLimitGb: 10 });
    expect((await kind.read('missing', {}, { retentionDays: 3 }, context)).id).toBeUndefined();
    await expect(kind.delete('missing', { retentionDays: 3 }, context)).resolves.toBeUndefined();
  });

  it.each([0, 1.5, 366, '7', true])('refuses %p days', (retentionDays) => {
    const failures = cacheSettingsKind(undefined).check({ repository: 'a', retentionDays });
    expect(failures).toEqual([
      { property: 'retentionDays', reason: 'must be a whole number from 1 to 365' },
    ]);
  });
});
