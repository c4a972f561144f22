import { zipSync } from 'fflate';
import { codeOwnersLimit } from '../../core/guard/owners-file';
import { readArchive } from './archive-documentation';
import type { GitHubClient } from './github-client';
import { ownersIn } from './owners';

const large = `* @large\n${'#'.repeat(codeOwnersLimit)}`;

const layouts: Readonly<Record<string, readonly [Readonly<Record<string, string>>, string]>> = {
  'no file': [{ 'README.md': 'Shop' }, ''],
  'the root': [{ CODEOWNERS: '* @ada' }, '@ada'],
  'docs alone': [{ 'docs/CODEOWNERS': '* @docs @acme/x' }, '@docs @acme/x'],
  '.github before the others': [
    { '.github/CODEOWNERS': '* @first', CODEOWNERS: '* @second', 'docs/CODEOWNERS': '* @third' },
    '@first',
  ],
  'a first one without a rule for everything': [
    { '.github/CODEOWNERS': '/src/ @first', CODEOWNERS: '* @second' },
    '',
  ],
  'one that is too large for GitHub, which looks no further': [
    { '.github/CODEOWNERS': large, CODEOWNERS: '* @second' },
    '',
  ],
  'another place': [{ 'src/CODEOWNERS': '* @ada' }, ''],
};

const bytesOf = (text: string | undefined) => (text === undefined ? text : Buffer.from(text));

describe.each(Object.entries(layouts))('owners by %s', (_name, [files, owners]) => {
  test('of files', async () => {
    const read = (path: string) => Promise.resolve(bytesOf(files[path]));
    expect((await ownersIn(read)).join(' ')).toBe(owners);
  });

  test('of an archive', async () => {
    const entries = Object.entries(files).map(([file, text]) => [
      `acme-shop-1/${file}`,
      Buffer.from(text),
    ]);
    const archive = zipSync(Object.fromEntries(entries) as Record<string, Uint8Array>);
    const client = { download: () => Promise.resolve(archive) };
    const place = { owner: 'acme', repository: 'shop' };
    const read = await readArchive(client as unknown as GitHubClient, place, 'a', ['.']);
    expect(read.owners?.join(' ')).toBe(owners);
  });
});
