import * as z from 'zod/mini';
import type { McpFact } from '../facts';
import { listOf } from './first-wrong';
import { parseJson, parsed, type Parsed } from './parsed';

const mcpSchema = z.object({
  tools: listOf(
    z.object({ name: z.string(), verdict: z.enum(['passed', 'failed', 'not called']) }),
  ),
});

/** The report of the MCP dry run: every tool of the server, and whether its call went well. */
export function parseMcp(text: string, file: string): Parsed<McpFact> {
  const report = parseJson(text, file, mcpSchema);
  if (!report.ok) return report;
  const { tools } = report.value;
  return parsed({
    tools: tools.length,
    failed: tools.filter(({ verdict }) => verdict === 'failed').length,
  });
}

const cacheSchema = listOf(z.object({ hit: z.boolean() }));

/** The cache look-ups of the run's jobs, each with whether it hit. */
export function parseCaches(text: string, file: string): Parsed<{ lookups: number; hits: number }> {
  const report = parseJson(text, file, cacheSchema);
  if (!report.ok) return report;
  return parsed({
    lookups: report.value.length,
    hits: report.value.filter((lookup) => lookup.hit).length,
  });
}
