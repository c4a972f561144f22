import { LineCounter, parseDocument } from 'yaml';
import { type Problem } from '../../kernel/problem';
import { parseConcurrency, parseDefaultShell, parseJob, parsePermissions } from './parse-job';
import { parseTriggers } from './parse-triggers';
import { type ParsedWorkflow } from './parsed-workflow';
import { present, YamlReader } from './yaml-reader';

export interface ParseResult {
  /** Absent when the text is not YAML, or not a map. */
  readonly workflow?: ParsedWorkflow;
  readonly problems: readonly Problem[];
}

/** Memo by content: a fleet's repositories hold mostly equal files. A hit differs from a fresh parse in nothing. */
const parsed = new Map<string, ParseResult>();

/** Reads a workflow file. Tolerant of every legal form; a part that is broken is a problem, and the rest is read. */
export function parseWorkflow(path: string, text: string): ParseResult {
  const key = `${path}\n${text}`;
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const result = parseFresh(path, text);
  parsed.set(key, result);
  return result;
}

function parseFresh(path: string, text: string): ParseResult {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map((error) => {
        const { line, col } = lines.linePos(error.pos[0]);
        return { code: 'yaml-syntax', file: path, line, column: col, message: error.message };
      }),
    };
  }
  const reader = new YamlReader(path, document, lines);
  const root = reader.map(document.contents, 'the workflow');
  if (root === undefined) {
    const empty: Problem = {
      code: 'workflow-shape',
      file: path,
      message: 'the file holds no workflow',
      allowed: 'a map with on and jobs',
    };
    return { problems: reader.problems.length > 0 ? reader.problems : [empty] };
  }
  const fields = new Map(root.map((entry) => [entry.key, entry.value]));
  const jobs = reader.map(fields.get('jobs'), 'jobs') ?? [];
  if (jobs.length === 0) {
    reader.report(document.contents, 'jobs', 'the workflow has no jobs', 'at least one job');
  }
  const workflow: ParsedWorkflow = {
    path,
    // A YAML 1.1 writer may have turned the key `on` into `true`.
    triggers: parseTriggers(reader, fields.get('on') ?? fields.get('true')),
    env: reader.textMap(fields.get('env'), 'env'),
    jobs: jobs.map((entry) => parseJob(reader, entry)),
    position: reader.position(document.contents),
    ...present({
      name: reader.text(fields.get('name'), 'name'),
      permissions: parsePermissions(reader, fields.get('permissions'), 'permissions'),
      concurrency: parseConcurrency(reader, fields.get('concurrency'), 'concurrency'),
      defaultShell: parseDefaultShell(reader, fields.get('defaults'), 'defaults'),
    }),
  };
  return { workflow, problems: reader.problems };
}
