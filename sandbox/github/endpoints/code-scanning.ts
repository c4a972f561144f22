import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { notFound, onRepository, page, read, Refusal, type Endpoint } from '../endpoint';
import { repoApi, repoWeb } from '../render/links';

const upload = z.object({ commit_sha: z.string(), ref: z.string(), sarif: z.string() });

const report = z.object({
  runs: z.array(
    z.object({
      tool: z.object({ driver: z.object({ name: z.string() }) }),
      results: z.array(z.object({ ruleId: z.string().default('') })).default([]),
    }),
  ),
});

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
  onRepository(
    'GET /repos/{owner}/{repo}/code-scanning/alerts',
    ['security_events', 'read'],
    ({ repo, links }) => {
      const newest = repo.codeScanning?.at(-1);
      if (newest === undefined) throw notFound('no analysis found');
      const { runs } = report.parse(JSON.parse(newest.sarif));
      const found = runs.flatMap(({ tool, results }) =>
        results.map(({ ruleId }) => ({ tool: tool.driver.name, ruleId })),
      );
      return page(
        found.map(({ tool, ruleId }, index) => {
          const number = index + 1;
          const url = `${repoApi(links, repo)}/code-scanning/alerts/${number}`;
          return {
            number,
            created_at: repo.updatedAt,
            url,
            html_url: `${repoWeb(links, repo)}/security/code-scanning/${number}`,
            instances_url: `${url}/instances`,
            state: 'open',
            dismissed_by: null,
            dismissed_at: null,
            dismissed_reason: null,
            rule: { id: ruleId, name: ruleId, severity: 'warning', description: ruleId },
            tool: { name: tool, version: null },
            most_recent_instance: { ref: newest.ref, commit_sha: newest.commit, state: 'open' },
          };
        }),
      );
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
