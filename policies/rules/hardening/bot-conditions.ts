import { conditionOf } from '../../../core/reading/expression';
import { nodesOf, type Node } from '../../../core/reading/expression-tree';
import { mayBe, pathOf } from '../../../core/reading/expression-values';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { hasTrigger, type Text } from '../../../core/reading/workflow';

/** Who caused a run is not who wrote the code. */
export const botConditions = workflowRule({
  name: 'bot-conditions',
  description: 'No condition trusts a run because its actor is a bot',
  severity: 'high',
  why: 'github.actor is whoever caused the last event: when a bot comments on or rebases an untrusted pull request, the condition is true.',
  link: 'https://docs.zizmor.sh/audits/#bot-conditions',
  remediation:
    'Compare github.event.pull_request.user.login, and the repository of the head branch.',
  example: {
    violates: `on: pull_request_target
jobs:
  merge:
    if: github.actor == 'dependabot[bot]'
    runs-on: ubuntu-24.04
    steps:
      - run: gh pr merge --auto
`,
    passes: `on: pull_request_target
jobs:
  merge:
    if: github.event.pull_request.user.login == 'dependabot[bot]'
    runs-on: ubuntu-24.04
    steps:
      - run: gh pr merge --auto
`,
  },
  check: (workflow) => {
    // Under push the actor is who pushed; only events of pull requests and comments can be caused by someone else.
    if (
      !hasTrigger(workflow, 'pull_request_target', 'pull_request', 'workflow_run', 'issue_comment')
    )
      return [];
    return workflow.jobs.flatMap((job) =>
      [job, ...job.steps].flatMap((item): Finding[] => {
        const { condition } = item;
        const actor = condition === undefined ? undefined : trustedActor(condition);
        if (condition === undefined || actor === undefined) return [];
        const message = `condition trusts a bot by ${actor}, which an attacker can trigger`;
        return [
          findingAt(condition, message, 'compare github.event.pull_request.user.login instead'),
        ];
      }),
    );
  },
});

/** Names, numbers and kinds of the account that caused a run. */
const ACTORS: readonly (readonly string[])[] = [
  ['github', 'actor'],
  ['github', 'actor_id'],
  ['github', 'triggering_actor'],
  ...['login', 'id', 'type'].flatMap((what) => [
    ['github', 'event', 'sender', what],
    ['github', 'event', 'pull_request', 'sender', what],
  ]),
];

const TEXT_TESTS: ReadonlySet<string> = new Set(['contains', 'startswith', 'endswith']);

/** The value by which a condition takes the run's cause for a bot. */
function trustedActor(condition: Text): string | undefined {
  const tree = conditionOf(condition);
  if (tree === undefined) return undefined;
  for (const node of nodesOf(tree)) {
    const sides =
      node.kind === 'comparison' && node.operator === '=='
        ? [node.left, node.right]
        : node.kind === 'call' && TEXT_TESTS.has(node.name)
          ? node.args
          : [];
    const actor = sides.flatMap((side) => actorOf(side) ?? [])[0];
    if (actor !== undefined && sides.some((side) => namesBot(side, actor))) return actor;
  }
  return undefined;
}

function actorOf(node: Node): string | undefined {
  const path = pathOf(node);
  if (path === undefined) return undefined;
  const found = ACTORS.find((actor) => mayBe({ path, whole: false }, actor));
  return found?.join('.');
}

/** Whether a value is a bot's name, or a part of it; of an account's number any, since people are not named by theirs. */
function namesBot(node: Node, actor: string): boolean {
  if (/(?:_|\.)id$/.test(actor)) return node.kind === 'literal';
  if (node.kind === 'call') return node.args.some((item) => namesBot(item, actor));
  return (
    node.kind === 'literal' &&
    typeof node.value === 'string' &&
    /\bbot\b|dependabot|renovate/i.test(node.value)
  );
}
