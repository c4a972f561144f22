import {
  type Policies,
  type Policy,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from '@pulumi/policy';
import {
  dueFindings,
  type FileRule,
  type Finding,
  type ResourceRule,
  type Rule,
  type StackRule,
  type WorkflowRule,
} from '../../core/reading/rule';
import { looksAt } from '../../core/reading/checked-files';
import { dayOf } from '../../core/waivers/expiry';
import { perObject } from '../../core/reading/memo';
import { NotJudged } from '../../core/reading/resource-view';
import { settingsOf } from '../../core/reading/settings-of';
import { type Workflow } from '../../core/reading/workflow';
import { formatViolation, toViolation } from '../../core/reading/violation';
import { configSchemaOf } from './config-schema';
import { remediateResource, remediateWorkflow } from './remediation';
import { nameRepository, recorder, resourceView, stackView, UnseenFiles } from './resource-views';
import { secretTextsOf } from './secret-paths';
import { isLeftOut, notJudged, rememberUnknowns } from './unknown-inputs';
import { withoutSecrets } from './without-secrets';
import { FILE_TYPES, workflowFilesOf } from './workflow-files';

/** Turns rules into Pulumi policies, one each, under the rule's name. */
export function policiesOf(rules: readonly Rule[]): Policies {
  return rules.map(policyOf);
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
        validateResource: (args, report) => validateWorkflow(rule, args, report),
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
  rule: FileRule,
  args: ResourceValidationArgs,
  report: Report,
): Promise<void> {
  passOver(args);
  if (!FILE_TYPES.includes(args.type)) return;
  const repository = nameRepository(resourceView(args));
  const { files, unknown } = await workflowFilesOf(args);
  const secrets = secretTextsOf(args.props);
  for (const file of files.filter(({ path }) => looksAt(rule, path))) {
    for (const finding of rule.check(file, settingsOf(rule, args.getConfig()))) {
      const where = { ...(repository === undefined ? {} : { repository }), file: file.path };
      report(formatViolation(toViolation(rule, withoutSecrets(rule, finding, secrets), where)));
    }
  }
  // The SDK reports this as "can't run policy … during preview": said once, and not by every rule.
  if (unknown.length > 0 && rule.saysUnknown === true) throw unknown[0];
  if (unknown.length > 0) args.notApplicable(TEXT_UNKNOWN);
}

const TEXT_UNKNOWN = 'the text of a workflow file is only known after the update';

async function validateWorkflow(
  rule: WorkflowRule,
  args: ResourceValidationArgs,
  report: Report,
): Promise<void> {
  passOver(args);
  if (!FILE_TYPES.includes(args.type)) return;
  const repository = nameRepository(resourceView(args));
  const { files, unknown } = await workflowFilesOf(args);
  const settings = settingsOf(rule, args.getConfig());
  const secrets = secretTextsOf(args.props);
  for (const { path, workflow } of files) {
    if (workflow === undefined) continue;
    for (const finding of dueFindings(findingsOf(rule, workflow, settings), today())) {
      const where = { ...(repository === undefined ? {} : { repository }), file: path };
      report(formatViolation(toViolation(rule, withoutSecrets(rule, finding, secrets), where)));
    }
  }
  if (unknown.length > 0) args.notApplicable(TEXT_UNKNOWN);
}

const today = (): string => dayOf(new Date().toISOString());

/** Memo by parsed workflow, which is itself shared by equal files: each content is judged once by each rule. */
const judged = perObject((_workflow: Workflow) => new Map<WorkflowRule, Judgement>());

interface Judgement {
  readonly settings: unknown;
  readonly found: readonly Finding[];
}

function findingsOf(rule: WorkflowRule, workflow: Workflow, settings: unknown): readonly Finding[] {
  const known = judged(workflow);
  const earlier = known.get(rule);
  // Equal settings are one object, see `settingsOf`.
  if (earlier !== undefined && earlier.settings === settings) return earlier.found;
  const found = rule.check(workflow, settings);
  known.set(rule, { settings, found });
  return found;
}

function validateResource(rule: ResourceRule, args: ResourceValidationArgs, report: Report): void {
  passOver(args);
  if (rule.types !== undefined && !rule.types.includes(args.type)) return;
  const view = resourceView(args);
  if (rule.makeSecret !== undefined && view.secretPaths === undefined)
    args.notApplicable(
      'this version of @pulumi/policy does not let a policy see which values are secret',
    );
  const repository = nameRepository(view);
  const { attempt, unknown } = recorder();
  const secrets = secretTextsOf(args.props);
  for (const finding of rule.check(view, settingsOf(rule, args.getConfig()), attempt)) {
    const where = { ...(repository === undefined ? { repository: args.name } : { repository }) };
    report(formatViolation(toViolation(rule, withoutSecrets(rule, finding, secrets), where)));
  }
  if (unknown.length > 0) throw unknown[0];
}

function stackValidation(
  rule: StackRule | ResourceRule,
  check: StackRule['check'],
): Pick<StackValidationPolicy, 'validateStack'> {
  return {
    validateStack: async (args, report) => {
      const { stack, unknown } = await stackView(args.resources);
      const left = new Set(args.resources.filter(isLeftOut).map(({ urn }) => urn));
      for (const finding of check(stack, settingsOf(rule, args.getConfig()))) {
        if (finding.urn !== undefined && left.has(finding.urn)) continue;
        const secrets = args.resources
          .filter(({ urn }) => finding.urn === undefined || urn === finding.urn)
          .flatMap(({ props }) => secretTextsOf(props));
        const violation = toViolation(rule, withoutSecrets(rule, finding, secrets), {});
        report(formatViolation(violation), finding.urn);
      }
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
