import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { parse, stringify } from 'yaml';

const root = path.resolve(__dirname, '..', '..');

/** Makes a directory a project of its own with the program and the plugin of this one. */
export function writeLinkedProject(directory: string): void {
  const own = parse(readFileSync(path.join(root, 'Pulumi.yaml'), 'utf8')) as object;
  const plugins = { providers: [{ name: 'gatehouse', path: path.join(root, 'provider') }] };
  const project = { ...own, main: path.join(root, 'infra'), plugins };
  writeFileSync(path.join(directory, 'Pulumi.yaml'), stringify(project));
}
