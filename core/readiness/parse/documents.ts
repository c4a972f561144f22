import { documentNames, type DocumentName } from '../facts';

const patterns: Record<DocumentName, RegExp> = {
  readme: /^(docs\/)?readme(\.\w+)?$/i,
  license: /^(licen[cs]e|copying)(\.\w+)?$/i,
  changelog: /^(docs\/)?(changelog|changes|history|news)(\.\w+)?$/i,
  contributing: /^((docs|\.github)\/)?contributing(\.\w+)?$/i,
};

/** Shortest document that counts, in bytes: an empty file is a placeholder. */
export const shortestDocument = 100;

/** Which documents are there among files of the root, docs/ and .github/. */
export function findDocuments(
  files: readonly { readonly path: string; readonly bytes: number }[],
): Record<DocumentName, boolean> {
  const has = (name: DocumentName): boolean =>
    files.some((file) => file.bytes >= shortestDocument && patterns[name].test(file.path));
  const [readme, license, changelog, contributing] = documentNames;
  return {
    [readme]: has(readme),
    [license]: has(license),
    [changelog]: has(changelog),
    [contributing]: has(contributing),
  };
}
