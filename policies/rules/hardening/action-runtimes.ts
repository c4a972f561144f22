import { findingAt, workflowRule } from '../../../core/reading/rule';
import { actionRuntimes as list } from '../lists';

/** JavaScript actions run on a runtime that runners have. */
export const actionRuntimes = workflowRule({
  name: 'action-runtimes',
  actions: true,
  description: 'JavaScript actions use a Node.js version that runners still have',
  severity: 'medium',
  security: false,
  why: 'An old Node.js version gets no security updates; once runners no longer have it, the action fails or runs on another version.',
  link: list.source,
  remediation: `Write using: ${list.current}, and try the action with that version.`,
  examplePath: 'action.yml',
  example: {
    violates: 'name: Greet\nruns:\n  using: node16\n  main: index.js\n',
    passes: `name: Greet\nruns:\n  using: ${list.current}\n  main: index.js\n`,
  },
  check: ({ runs }) => {
    const until = list.ended[runs?.using.value.toLowerCase() ?? ''];
    if (runs === undefined || until === undefined) return [];
    const message = `the action runs on ${runs.using.value}, which ended on ${until}`;
    return [findingAt(runs.using, message, `write using: ${list.current}`)];
  },
});
