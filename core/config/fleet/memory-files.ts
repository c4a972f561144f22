import { type FileSystem } from './files';

/** Files by path, as `node:fs` shows them, for tests. */
export function memoryFiles(files: Readonly<Record<string, string>>): FileSystem {
  const plain = (path: string): string => path.replace(/^\.\/|\/$/g, '');
  const missing = (): Error => Object.assign(new Error('missing'), { code: 'ENOENT' });
  return {
    readdirSync: (path) => {
      const prefix = plain(path) === '' ? '' : `${plain(path)}/`;
      const below = Object.keys(files).filter((file) => file.startsWith(prefix));
      if (below.length === 0) throw missing();
      return [...new Set(below.map((file) => file.slice(prefix.length).split('/')[0] ?? ''))];
    },
    readFileSync: (path) => new TextEncoder().encode(files[plain(path)]),
    statSync: (path) => {
      const text = files[plain(path)];
      if (text === undefined) throw missing();
      return { isFile: () => true, isDirectory: () => false, size: text.length };
    },
  };
}
