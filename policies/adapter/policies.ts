import {
  type Policies,
  type Policy,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from '@pulumi/policy';
import { exceptionsIn } from '../../core/reading/exceptions';
import { NotJudged } from '../../core/reading/resource-view';
import {
  type FileRule,
  type ResourceRule,
  type Rule,
  type StackRule,
  type WorkflowRule,
} from '../../core/reading/rule';
import { settingsOf } from '../../core/reading/settings-of';
import { formatViolation, toViolation } from '../../core/reading/violation';
import { judgeFile } from '../judge-file';
import { exceptions } from '../rules/pipeline/exceptions';
import { configSchemaOf } from './config-schema';
import { packRules } from './configured';
import { exceptedFindings } from './excepted-findings';
import { judgeFiles, judgeResource, judgeStack } from './judgements';
import { remediateResource, remediateWorkflow } from './remediation';
import { nameRepository, resourceView, UnseenFiles } from './resource-views';
import { isLeftOut, notJudged, rememberUnknowns } from './unknown-inputs';
import { workflowFilesOf } from './workflow-files';

/** Turns rules into Pulumi policies, one each, under the rule's name, and one that lists what is excepted. */
export function policiesOf(rules: readonly Rule[]): Policies {
  return rules.includes(exceptions)
    ? [...rules.map(policyOf), exceptedFindings(rules)]
    : rules.map(policyOf);
}

export function policyOf(rule: Rule): ResourceValidationPolicy | StackValidationPolicy {
  switch (rule.scope) {
    case 'file':
      return {
        ...describe(rule),
        validateResource: (args, report) => validateFile(rule, args, report),
      };
    case 'workflow':
      return {
        ...describe(rule),
        validateResource: (args, report) => validateFile(rule, args, report),
        ...(rule.repair === undefined
          ? {}
          : { remediateResource: (args: ResourceValidationArgs) => remediateWorkflow(rule, args) }),
      };
    case 'resource':
      return {
        ...describe(rule),
        validateResource: (args, report) => validateResource(rule, args, report),
        ...(rule.checkStack === undefined ? {} : stackValidation(rule, rule.checkStack)),
        ...(rule.makeSecret === undefined
          ? {}
          : { remediateResource: (args: ResourceValidationArgs) => remediateResource(rule, args) }),
      };
    case 'stack':
      return { ...describe(rule), ...stackValidation(rule, rule.check) };
  }
}

function describe(rule: Rule): Policy {
  const configSchema = configSchemaOf(rule);
  return {
    name: rule.name,
    description: rule.description,
    severity: rule.severity,
    remediationSteps: rule.remediation,
    url: rule.link,
    ...(rule.level === undefined ? {} : { enforcementLevel: rule.level }),
    ...(configSchema === undefined ? {} : { configSchema }),
  };
}

/** Keeps what is unknown of a resource, and passes over one that the engine shows without properties. */
function passOver(args: ResourceValidationArgs): void {
  rememberUnknowns(args);
  if (isLeftOut(args)) args.notApplicable(`${args.name} is left out of this update`);
}

type Report = (message: string, urn?: string) => void;

async function validateFile(
  rule: FileRule | WorkflowRule,
  args: ResourceValidationArgs,
  report: Report,
): Promise<void> {
  passOver(args);
  const { violations, unknown } = await judgeFiles(rule, args, settingsOf(rule, args.getConfig()));
  for (const violation of violations) report(formatViolation(violation));
  if (rule === exceptions) await reportFaults(args, report);
  // The SDK reports this as "can't run policy … during preview": said once, and not by every rule.
  if (unknown.length > 0 && rule.scope === 'file' && rule.saysUnknown === true) throw unknown[0];
  if (unknown.length > 0) args.notApplicable(TEXT_UNKNOWN);
}

const TEXT_UNKNOWN = 'the text of a workflow file is only known after the update';

/** What is wrong with the exceptions of a file: those that are over, or except nothing. */
async function reportFaults(args: ResourceValidationArgs, report: Report): Promise<void> {
  const { files } = await workflowFilesOf(args);
  const repository = nameRepository(resourceView(args));
  for (const file of files.filter(({ text }) => exceptionsIn(text).length > 0)) {
    const where = { ...(repository === undefined ? {} : { repository }), file: file.path };
    for (const fault of judgeFile(file, packRules()).faults)
      report(formatViolation(toViolation(exceptions, fault, where)));
  }
}

function validateResource(rule: ResourceRule, args: ResourceValidationArgs, report: Report): void {
  passOver(args);
  if (rule.types !== undefined && !rule.types.includes(args.type)) return;
  if (rule.makeSecret !== undefined && resourceView(args).secretPaths === undefined)
    args.notApplicable(
      'this version of @pulumi/policy does not let a policy see which values are secret',
    );
  const { violations, unknown } = judgeResource(rule, args, settingsOf(rule, args.getConfig()));
  for (const violation of violations) report(formatViolation(violation));
  if (unknown.length > 0) throw unknown[0];
}

function stackValidation(
  rule: StackRule | ResourceRule,
  check: StackRule['check'],
): Pick<StackValidationPolicy, 'validateStack'> {
  return {
    validateStack: async (args, report) => {
      const { resources } = args;
      const settings = settingsOf(rule, args.getConfig());
      const { violations, unknown } = await judgeStack(rule, check, { resources, settings });
      for (const violation of violations) report(formatViolation(violation), violation.urn);
      const unseen = unknown.filter((error) => error instanceof UnseenFiles);
      const open = unknown.filter((error) => error instanceof NotJudged);
      const unread = unknown.filter(
        (error) => !(error instanceof UnseenFiles) && !(error instanceof NotJudged),
      );
      if (unread.length > 0) throw unread[0];
      if (open.length > 0) throw notJudged(new Set(open.map(({ message }) => message)));
      if (unseen.length > 0) {
        const names = [...new Set(unseen.map(({ message }) => message))].join(', ');
        args.notApplicable(`the files of ${names} were not checked by any policy in this run`);
      }
    },
  };
}
