import { isActionPath, isUnreadable, readWorkflow } from '../../../core/reading/read-workflow';
import { fileRule, type Finding } from '../../../core/reading/rule';

/** A workflow that cannot be read runs nothing, and no other rule can judge it. */
export const workflowReadable = fileRule({
  name: 'workflow-readable',
  description: 'Workflow files are valid YAML with jobs, and their text is known in the preview',
  saysUnknown: true,
  severity: 'high',
  security: false,
  why: 'GitHub skips a workflow it cannot parse, and rules about its contents would not be checked.',
  link: 'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax',
  remediation:
    'Correct the YAML; make the text of the file independent of values that are only known after the update.',
  example: {
    violates: 'on: push\njobs:\n  build:\n   - [\n',
    passes: 'on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps: []\n',
  },
  check: ({ path, text }): readonly Finding[] => {
    const result = readWorkflow(path, text);
    if (isUnreadable(result)) {
      const { line, column, reason, fix = 'correct the YAML' } = result;
      return [
        {
          line,
          column,
          message: `the ${isActionPath(path) ? 'action' : 'workflow'} cannot be read: ${reason}`,
          fix,
        },
      ];
    }
    if (result.kind === 'action') return [];
    if (result.triggers.length === 0)
      return [{ line: 1, column: 1, message: 'the workflow has no trigger', fix: 'add on' }];
    return result.jobs.length > 0 || /^jobs:\s*\{\}/m.test(text)
      ? []
      : [{ line: 1, column: 1, message: 'the workflow has no jobs', fix: 'add jobs' }];
  },
});
