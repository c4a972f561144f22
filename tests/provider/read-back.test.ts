import { type ValueMap } from '../../provider/protocol/values';
import { Loopback, type TestRepository } from './loopback';

const loopback = new Loopback('read-back');
const files = { 'a.txt': '1\n', 'run.sh': '#!/bin/sh\n' };

interface Created {
  readonly inputs: ValueMap;
  readonly id: string;
  readonly outputs: ValueMap;
}

async function created(repository: TestRepository): Promise<Created> {
  const inputs = repository.inputs(files, { executables: ['run.sh'] });
  return { inputs, ...(await loopback.kind().create(inputs, repository.context)) };
}

const read = (repository: TestRepository, { id, inputs, outputs }: Created, token?: string) =>
  loopback.kind(token).read(id, inputs, outputs, repository.context);

const changes = async ({ inputs }: Created, outputs: ValueMap): Promise<readonly string[]> =>
  Object.keys(await loopback.kind().diff(outputs, inputs));

describe('refresh', () => {
  it('finds nothing to do where nothing changed', async () => {
    const repository = await loopback.repository();
    const one = await created(repository);
    await repository.push({ 'theirs.txt': 'x' });
    const { id, outputs } = await read(repository, one);
    expect(id).toBe(one.id);
    expect(await changes(one, outputs)).toEqual([]);
    expect(outputs['headSha']).toBe(await repository.git('rev-parse', 'main'));
    expect(repository.log).toEqual([]);
  });

  it('sees an edit, a deletion and a lost executable bit, and the next update fixes them', async () => {
    const repository = await loopback.repository();
    const one = await created(repository);
    // The sandbox's push writes files without the executable bit.
    await repository.push({ 'a.txt': null, 'run.sh': '#!/bin/sh\n' });
    const { outputs } = await read(repository, one);
    expect(await changes(one, outputs)).toEqual(['files["a.txt"]', 'executables']);
    expect(repository.log).toEqual([
      `warning: acme/${repository.name}: edited since the last delivery: run.sh; removed since the last delivery: a.txt`,
    ]);
    await loopback.kind().update(one.id, outputs, one.inputs, repository.context);
    expect(await repository.files()).toMatchObject({ 'a.txt': '1', 'run.sh': '100755 #!/bin/sh' });
  });

  it('sees that the history was rewritten to before the delivery, which makes the set gone', async () => {
    const repository = await loopback.repository();
    const one = await created(repository);
    await repository.git('update-ref', 'refs/heads/main', 'main^');
    expect((await read(repository, one)).id).toBeUndefined();
  });

  it('takes a repository for gone only where the token would see it', async () => {
    const repository = await loopback.repository();
    const one = await created(repository);
    const token = 'token-of-an-installation';
    loopback.github.world.tokens.set(token, {
      token,
      login: 'robot',
      kind: 'app',
      permissions: { contents: 'write', administration: 'write' },
      role: 'write',
      repositories: ['acme/other'],
    });
    await expect(read(repository, one, token)).rejects.toThrow(
      `acme/${repository.name} not found, or the token lacks access`,
    );
    await loopback.kind(token).delete(one.id, one.outputs, repository.context);
    expect(repository.log).toEqual([expect.stringContaining('nothing was removed there')]);
    const { world } = loopback.github;
    await world.deleteRepository(world.required('acme', repository.name));
    expect((await read(repository, one)).id).toBeUndefined();
  });
});

describe('import', () => {
  it('reads the named files and folders, after which nothing is to be done', async () => {
    const repository = await loopback.repository();
    const one = await created(repository);
    await repository.push({ 'deep/er/b.txt': 'b\n', 'deep/c.txt': 'c\n' });
    const id = `${repository.name}:main:a.txt,run.sh,deep/`;
    const found = await loopback.kind().read(id, {}, {}, repository.context);
    expect(found.id).toBe(one.id);
    expect(found.inputs).toEqual({
      repository: repository.name,
      branch: 'main',
      files: { ...files, 'deep/c.txt': 'c\n', 'deep/er/b.txt': 'b\n' },
      executables: ['run.sh'],
    });
    const news = { ...found.inputs, delivery: 'commit', message: 'Another' };
    expect(await loopback.kind().diff(found.outputs, news)).toEqual({});
  });

  it('refuses an id without files, and finds nothing where none of them is', async () => {
    const repository = await loopback.repository();
    const kind = loopback.kind();
    await expect(kind.read(`${repository.name}:main`, {}, {}, repository.context)).rejects.toThrow(
      'it must be repository:branch:path,path,…',
    );
    const found = await kind.read(`${repository.name}:main:no/`, {}, {}, repository.context);
    expect(found.id).toBeUndefined();
  });
});
