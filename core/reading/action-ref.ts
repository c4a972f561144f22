/** What is behind `uses:`. */
export type ActionRef =
  | {
      readonly kind: 'repository';
      readonly owner: string;
      readonly name: string;
      readonly path: string;
      readonly ref: string;
    }
  | { readonly kind: 'local'; readonly path: string }
  | { readonly kind: 'docker'; readonly image: string }
  | { readonly kind: 'unknown'; readonly text: string };

export function parseActionRef(text: string): ActionRef {
  // A block scalar ends in a line break.
  const uses = text.trim();
  // `$/` names the repository of the workflow itself, at the same commit.
  if (/^(?:\.\.?|\$)\//.test(uses)) return { kind: 'local', path: uses };
  if (uses.startsWith('docker://'))
    return { kind: 'docker', image: uses.slice('docker://'.length) };
  const match = /^([\w.-]+)\/([\w.-]+)((?:\/[^@]+)?)(?:@(.+))?$/.exec(uses);
  if (match === null) return { kind: 'unknown', text: uses };
  const [, owner = '', name = '', path = '', ref = ''] = match;
  return { kind: 'repository', owner, name, path, ref };
}

/**
 * The path from the root of the repository to what a local reference names. `$/` resolves at the running commit, `./` in
 * the workspace, which holds the same files after a checkout.
 */
export function localPathOf(text: string): string | undefined {
  const uses = text.trim();
  if (!/^(?:\.|\$)\//.test(uses)) return undefined;
  const parts: string[] = [];
  for (const part of uses.slice(2).split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** `owner/name` in lower case, as GitHub compares it; the path inside the repository is left out. */
export function actionRepository(uses: string): string | undefined {
  const ref = parseActionRef(uses);
  return ref.kind === 'repository' ? `${ref.owner}/${ref.name}`.toLowerCase() : undefined;
}

export function isFullSha(ref: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(ref);
}
