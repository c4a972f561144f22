import { documentNames, type DocumentName } from '../facts';

/** Deepest directory of the documentation in which documents are looked for: `docs/src/markdown/about`. */
const deepest = 4;

const documentation = /^(docs?|docsrc|documentation)$/i;

/** The directory of the REUSE specification. */
const licences = /^licenses$/i;

/** Whether documents are looked for in a directory, `''` being the root. */
export function isDocumentDirectory(directory: string): boolean {
  const parts = directory === '' ? [] : directory.split('/');
  if (parts.length === 0 || directory === '.github' || licences.test(directory)) return true;
  // Stryker disable next-line StringLiteral: what has no part has returned above.
  return parts.length <= deepest && documentation.test(parts[0] ?? '');
}

/** A suffix that names a kind of text, after a language if there is one: `.rst`, `.zh-CN.md`. */
const suffix = String.raw`([._-](?!md)[a-z]{2}([-_][a-z]{2})?)?(\.\w+)?`;
const changes = 'change[-_]?log|changes|history|news|releases?|release[-_]?notes|what_?s[-_]?new';
const contribution = 'contributing|contribute|hacking';

/** What a document is called, in the root, in the documentation, or in `.github`. */
const named: Readonly<Record<DocumentName, RegExp>> = {
  readme: new RegExp(`^readme${suffix}$`, 'i'),
  license: /^(licen[cs]e|copying|unlicense)([-._]\w+)*$/i,
  changelog: new RegExp(`^(${changes})${suffix}$`, 'i'),
  contributing: new RegExp(`^(${contribution})${suffix}$`, 'i'),
};

/** A directory of the documentation whose every file is of one kind. */
const gathered: Readonly<Partial<Record<DocumentName, RegExp>>> = {
  changelog: new RegExp(`/(${changes})/`, 'i'),
  contributing: new RegExp(`/(${contribution})/`, 'i'),
};

/** Shortest document that counts, in bytes: an empty file is a placeholder. */
export const shortestDocument = 100;

/** Which documents are there among files of the directories that {@link isDocumentDirectory} names. */
export function findDocuments(
  files: readonly { readonly path: string; readonly bytes: number }[],
): Record<DocumentName, boolean> {
  const has = (name: DocumentName): boolean =>
    files.some(({ path, bytes }) => bytes >= shortestDocument && isDocument(name, path));
  const [readme, license, changelog, contributing] = documentNames;
  return {
    [readme]: has(readme),
    [license]: has(license),
    [changelog]: has(changelog),
    [contributing]: has(contributing),
  };
}

function isDocument(name: DocumentName, path: string): boolean {
  const at = path.lastIndexOf('/');
  const directory = path.slice(0, Math.max(0, at));
  if (!isDocumentDirectory(directory)) return false;
  // GitHub finds a licence in the root alone, and the REUSE specification has a directory of them there.
  if (name === 'license' && directory !== '') return licences.test(directory);
  if (licences.test(directory)) return false;
  return named[name].test(path.slice(at + 1)) || gathered[name]?.test(path) === true;
}
