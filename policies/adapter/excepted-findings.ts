import {
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from '@pulumi/policy';
import { exceptionsIn } from '../../core/reading/exceptions';
import { isUnknownError } from '../../core/reading/resource-view';
import { type Rule } from '../../core/reading/rule';
import { formatViolation } from '../../core/reading/violation';
import { waiverLines } from '../../core/waivers/waiver-lines';
import { type Excepted } from '../excepted';
import { enabled } from '../judge-file';
import { EXCEPTED_FINDINGS } from '../pack-config';
import { exceptionText } from '../report/text';
import { packRules } from './configured';
import { judgeFiles, judgeResource, judgeStack, type Judgement } from './judgements';
import { workflowFilesOf } from './workflow-files';

/**
 * Lists the waivers and what one of them or a comment excepts, so that a run says what it let through, and what it no longer
 * does. It is advisory whatever is configured: an exception that counts blocks nothing.
 */
export function exceptedFindings(
  rules: readonly Rule[],
): ResourceValidationPolicy & StackValidationPolicy {
  return {
    name: EXCEPTED_FINDINGS,
    description: 'What waivers and comments except is listed',
    severity: 'low',
    remediationSteps: 'End an exception when it is no longer needed.',
    enforcementLevel: 'advisory',
    validateResource: async (args, report) => {
      for (const { rule, settings } of await excepting(rules, args))
        for (const item of (await judged(rule, args, settings)).excepted) report(lineOf(item));
    },
    validateStack: async ({ resources }, report) => {
      const { waivers, today } = packRules();
      for (const line of waiverLines(waivers, today)) report(line);
      for (const { rule, settings } of waived(rules)) {
        const check = rule.scope === 'stack' ? rule.check : undefined;
        const own = rule.scope === 'resource' ? rule.checkStack : check;
        if (own === undefined || (rule.scope !== 'stack' && rule.scope !== 'resource')) continue;
        const { excepted } = await judgeStack(rule, own, { resources, settings });
        for (const item of excepted) report(lineOf(item), item.violation.urn);
      }
    },
  };
}

type Enabled = ReturnType<typeof enabled>;

/** The rules that a waiver of the configuration is for. */
function waived(rules: readonly Rule[]): Enabled {
  const { config, waivers } = packRules();
  const names = new Set(waivers.flatMap(({ what }) => (what.kind === 'policy' ? what.rule : [])));
  return enabled(config).filter(({ rule }) => names.has(rule.name) && rules.includes(rule));
}

/** The same, and those that a comment in a file of the resource is for. */
async function excepting(rules: readonly Rule[], args: ResourceValidationArgs): Promise<Enabled> {
  const { files } = await workflowFilesOf(args);
  const named = new Set(
    files.flatMap(({ text }) => exceptionsIn(text).flatMap((comment) => comment.rules)),
  );
  const byComment = enabled(packRules().config).filter(
    ({ rule }) => named.has(rule.name) && rules.includes(rule),
  );
  return [...new Set([...waived(rules), ...byComment])];
}

/** What is not known yet is said by the rule itself. */
async function judged(
  rule: Rule,
  args: ResourceValidationArgs,
  settings: unknown,
): Promise<Pick<Judgement, 'excepted'>> {
  try {
    switch (rule.scope) {
      case 'file':
      case 'workflow':
        return await judgeFiles(rule, args, settings);
      case 'resource':
        return judgeResource(rule, args, settings);
      case 'stack':
        return { excepted: [] };
    }
  } catch (error) {
    if (isUnknownError(error)) return { excepted: [] };
    throw error;
  }
}

function lineOf(excepted: Excepted): string {
  const { violation } = excepted;
  return formatViolation({
    ...violation,
    message: `${exceptionText(excepted)} [${violation.rule}]: ${violation.message}`,
  });
}
