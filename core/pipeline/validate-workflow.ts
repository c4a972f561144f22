import type * as WorkflowParser from '@actions/workflow-parser' with {
  'resolution-mode': 'import',
};
import { type Problem } from '../kernel/problem';

/** Memo by content; most files of a fleet are equal. */
const validated = new Map<string, readonly Problem[]>();

/**
 * What GitHub's own parser has to say about a workflow file, with its positions. The package imports JSON in a form
 * that plain Node refuses, so it is loaded from the bundle that `npm install` builds, and only when first needed.
 * https://github.com/actions/languageservices
 */
export function validateWorkflow(path: string, text: string): readonly Problem[] {
  const key = `${path}\n${text}`;
  const known = validated.get(key);
  if (known !== undefined) return known;
  const problems = validateFresh(path, text);
  validated.set(key, problems);
  return problems;
}

function validateFresh(path: string, text: string): readonly Problem[] {
  const { convertWorkflowTemplate, parseWorkflow, NoOperationTraceWriter } = loadParser();
  const { context, value } = parseWorkflow(
    { name: path, content: text },
    new NoOperationTraceWriter(),
  );
  // The first pass checks the file's shape; cron lines and the graph of `needs` are looked at by the conversion, which
  // collects its errors in the same context. Without a file provider it awaits nothing, so they are there on return.
  if (value !== undefined) void convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map((error) => ({
    code: 'github-workflow-parser',
    file: path,
    ...(error.range === undefined
      ? {}
      : { line: error.range.start.line, column: error.range.start.column }),
    message: error.rawMessage,
  }));
}

function loadParser(): typeof WorkflowParser {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a built bundle, loaded when first needed
  return require('../../build/workflow-parser.cjs') as typeof WorkflowParser;
}
