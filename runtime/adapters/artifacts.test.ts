import { zipSync } from 'fflate';
import { reportArtifacts } from './artifacts';
import type { GitHubClient } from './github-client';

interface Given {
  readonly id: number;
  readonly name: string;
  readonly archive: Uint8Array;
  readonly expired?: boolean;
}

const text = (content: string) => new Uint8Array(Buffer.from(content));
const mebibyte = 1024 * 1024;

/** A GitHub that has these artifacts, and what was downloaded from it. */
function gitHubWith(artifacts: readonly Given[]) {
  const downloaded: number[] = [];
  const client = {
    request: () =>
      Promise.resolve({
        data: {
          artifacts: artifacts.map(({ id, name, archive, expired = false }) => ({
            ...{ id, name, expired },
            size_in_bytes: archive.byteLength,
          })),
        },
      }),
    download: (_route: string, { artifact_id: id }: { readonly artifact_id: number }) => {
      downloaded.push(id);
      return Promise.resolve(artifacts.find((one) => one.id === id)?.archive);
    },
  };
  return { client: client as unknown as GitHubClient, downloaded };
}

const place = { owner: 'acme', repository: 'orders' };
async function read(...artifacts: readonly Given[]) {
  const { client, downloaded } = gitHubWith(artifacts);
  const files = await reportArtifacts(client, place, 1);
  const shown = [...files].map(([name, file]) => [
    name,
    'byteLength' in file ? Buffer.from(file).toString('utf8').slice(0, 9) : file,
  ]);
  return { files: Object.fromEntries(shown) as Record<string, unknown>, downloaded };
}

test('of each name the newest artifact is read: a further attempt uploads some of them again', async () => {
  const of = (id: number, name: string, file: string, content: string) => ({
    id,
    name,
    archive: zipSync({ [file]: text(content) }),
  });
  const { files, downloaded } = await read(
    of(5, 'reports-test', 'junit.xml', 'second'),
    of(1, 'reports-lint', 'ruff.json', 'first'),
    of(2, 'reports-test', 'junit.xml', 'first'),
    of(3, 'packages', 'mypy.txt', 'no report'),
  );
  expect(files).toEqual({ 'junit.xml': 'second', 'ruff.json': 'first' });
  expect(downloaded).toEqual([1, 5]);
});

test('an expired artifact is not asked for, not even for an older one of its name', async () => {
  const archive = zipSync({ 'ruff.json': text('[]') });
  expect(await read({ id: 1, name: 'reports-lint', archive, expired: true })).toEqual({
    files: {},
    downloaded: [],
  });
});

test('all reports together have a limit, and what it leaves out says so', async () => {
  const zeros = new Uint8Array(32 * mebibyte);
  const archive = zipSync(
    Object.fromEntries(
      ['ruff.json', 'mypy.txt', 'junit.xml', 'coverage.json', 'bandit.json'].map((name) => [
        name,
        zeros,
      ]),
    ),
    { level: 1 },
  );
  const { files } = await read({ id: 1, name: 'reports-test', archive });
  expect(Object.values(files).filter((file) => typeof file === 'string')).toHaveLength(4);
  expect(files['bandit.json']).toEqual({ oversize: 32 * mebibyte });
});

test('a damaged report says so, and the others are read', async () => {
  const archive = Buffer.from(
    zipSync({ 'ruff.json': text('[]'), 'mypy.txt': text('x'.repeat(99)) }),
  );
  // The checksum of the directory's first entry.
  archive.writeUInt32LE(1, archive.readUInt32LE(archive.length - 6) + 16);
  const { files } = await read({ id: 1, name: 'reports-lint', archive });
  expect(files).toEqual({
    'ruff.json': { damaged: 'ruff.json is damaged' },
    'mypy.txt': 'xxxxxxxxx',
  });
});
