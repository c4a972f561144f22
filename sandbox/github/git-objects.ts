/** A commit as git stores it. Times are ISO 8601 in UTC with seconds. */
export interface GitCommit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  /** Bytes; blobs only. */
  readonly size?: number;
}

/** One changed file between two trees. */
export interface FileChange {
  readonly path: string;
  readonly status: 'added' | 'removed' | 'modified';
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
}

export function parseCommit(sha: string, text: string): GitCommit {
  const end = text.indexOf('\n\n');
  const headers = (end === -1 ? text : text.slice(0, end)).split('\n');
  const values = (name: string): string[] =>
    headers
      .filter((line) => line.startsWith(`${name} `))
      .map((line) => line.slice(name.length + 1));
  return {
    sha,
    tree: values('tree')[0] ?? '',
    parents: values('parent'),
    author: parseSignature(values('author')[0] ?? ''),
    committer: parseSignature(values('committer')[0] ?? ''),
    message: end === -1 ? '' : text.slice(end + 2).replace(/\n$/, ''),
  };
}

function parseSignature(text: string): Signature {
  const [, name = '', email = '', seconds = '0'] = /^(.*?) ?<(.*)> (\d+)/.exec(text) ?? [];
  const date = new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
  return { name, email, date };
}

/** Parses `git ls-tree -z -l`. */
export function parseTree(text: string): TreeEntry[] {
  return text
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const tab = line.indexOf('\t');
      const [mode = '', type = '', sha = '', size = '-'] = line.slice(0, tab).split(/ +/);
      const path = line.slice(tab + 1);
      const kind = type === 'tree' ? 'tree' : type === 'commit' ? 'commit' : 'blob';
      return { path, mode, type: kind, sha, ...(size === '-' ? {} : { size: Number(size) }) };
    });
}

/** Parses `git diff-tree --no-renames --raw --numstat -z`, whose two parts follow each other. */
export function parseDiff(text: string): FileChange[] {
  const fields = text.split('\0').filter((field) => field !== '');
  const lines = new Map<string, { additions: number; deletions: number }>();
  const raw: { path: string; letter: string; before: string; after: string }[] = [];
  for (let index = 0; index < fields.length; index += 1) {
    const field = fields[index] ?? '';
    if (field.startsWith(':')) {
      const [, , before = '', after = '', letter = ''] = field.split(' ');
      index += 1;
      raw.push({ path: fields[index] ?? '', letter, before, after });
    } else {
      const [additions = '0', deletions = '0', path = ''] = field.split('\t');
      const count = (value: string): number => (value === '-' ? 0 : Number(value));
      lines.set(path, { additions: count(additions), deletions: count(deletions) });
    }
  }
  return raw.map(({ path, letter, before, after }) => ({
    path,
    status: letter === 'A' ? 'added' : letter === 'D' ? 'removed' : 'modified',
    sha: letter === 'D' ? before : after,
    ...(lines.get(path) ?? { additions: 0, deletions: 0 }),
  }));
}
