import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { onRepository, read, Refusal, type Endpoint } from '../endpoint';
import { repoApi } from '../render/links';

const upload = z.object({ commit_sha: z.string(), ref: z.string(), sarif: z.string() });

/** Code scanning. https://docs.github.com/en/rest/code-scanning/code-scanning */
export const codeScanningEndpoints: readonly Endpoint[] = [
  onRepository(
    'POST /repos/{owner}/{repo}/code-scanning/sarifs',
    ['security_events', 'write'],
    async (call) => {
      const input = read(call, upload);
      const commit = await call.git.resolve(`${input.commit_sha}^{commit}`);
      if (commit === undefined) throw new Refusal(404, 'commit not found');
      const id = String(call.world.nextId());
      const analyses = (call.repo.codeScanning ??= []);
      analyses.push({ id, commit, ref: input.ref, sarif: unpacked(input.sarif) });
      const url = `${repoApi(call.links, call.repo)}/code-scanning/sarifs/${id}`;
      return { status: 202, body: { id, url } };
    },
  ),
];

/** A file in gzip and base64. */
function unpacked(sarif: string): string {
  try {
    return gunzipSync(Buffer.from(sarif, 'base64')).toString('utf8');
  } catch {
    throw new Refusal(400, 'Invalid SARIF: it is not in gzip and base64');
  }
}
