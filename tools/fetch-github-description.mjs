// Fetches GitHub's published description of its REST API into the directory named first. Not an npm dependency: the package
// takes 385 MB, and the sandbox needs the few operations that it answers (tools/generate-github-description.ts).
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fetchNpmPackage } from './fetch-npm-package.mjs';

const description = {
  name: '@octokit/openapi',
  version: '23.0.2',
  integrity:
    'sha512-pV8M7L9GY23AybNvTmo2nyjmpmnt6+2sRE/tqr0ZLQcPS4lnw7u5eZGNmwRNkBC3D7gZXbFx5AHzLUVRBXGDhg==',
  members: ['generated/api.github.com.json', 'LICENSE'],
  strip: 1,
};
/** The day on which this version was published: `npm view @octokit/openapi time`. */
const published = '2026-09-09';

const target = path.resolve(process.argv[2] ?? '');
fetchNpmPackage(description, target);
const { name, version } = description;
writeFileSync(path.join(target, 'source.json'), JSON.stringify({ name, version, published }));
