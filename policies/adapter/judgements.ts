import { type PolicyResource, type ResourceValidationArgs } from '@pulumi/policy';
import { looksAt, type CheckedFile } from '../../core/reading/checked-files';
import { perObject } from '../../core/reading/memo';
import {
  dueFindings,
  type FileRule,
  type Finding,
  type ResourceRule,
  type StackFinding,
  type StackRule,
  type WorkflowRule,
  type Rule,
} from '../../core/reading/rule';
import { toViolation } from '../../core/reading/violation';
import { type Workflow } from '../../core/reading/workflow';
import { withoutExcepted, withoutWaived, type Judged } from '../excepted';
import { exceptionRules } from '../judge-file';
import { configOf } from '../pack-config';
import { packRules } from './configured';
import { nameRepository, recorder, resourceView, stackView } from './resource-views';
import { secretTextsOf } from './secret-paths';
import { isLeftOut } from './unknown-inputs';
import { FILE_TYPES, workflowFilesOf } from './workflow-files';

/** What a rule says of a resource: what counts, what is excepted, and the errors of the values that are not known yet. */
export interface Judgement extends Pick<Judged, 'violations' | 'excepted'> {
  readonly unknown: readonly unknown[];
}

const nothing: Judgement = { violations: [], excepted: [], unknown: [] };

/** What a rule for files says of those that a resource writes. */
export async function judgeFiles(
  rule: FileRule | WorkflowRule,
  args: ResourceValidationArgs,
  settings: unknown,
): Promise<Judgement> {
  if (!FILE_TYPES.includes(args.type)) return nothing;
  const { files, unknown } = await workflowFilesOf(args);
  const repository = nameRepository(resourceView(args));
  const secrets = secretTextsOf(args.props);
  const check = packRules();
  const { level } = configOf(rule, check.config);
  const judged = files.map((file) => {
    const found = dueFindings(findingsOf(rule, file, settings), check.today);
    const where = { ...(repository === undefined ? {} : { repository }), file: file.path };
    const violations = found.map((finding) => ({
      ...toViolation(rule, withoutSecrets(rule, finding, secrets), where),
      level,
    }));
    if (violations.length === 0) return nothing;
    return withoutExcepted(file.text, violations, exceptionRules(check));
  });
  return {
    violations: judged.flatMap(({ violations }) => violations),
    excepted: judged.flatMap(({ excepted }) => excepted),
    unknown,
  };
}

function findingsOf(
  rule: FileRule | WorkflowRule,
  { path, text, workflow }: CheckedFile,
  settings: unknown,
): readonly Finding[] {
  if (rule.scope === 'file') return looksAt(rule, path) ? rule.check({ path, text }, settings) : [];
  return workflow === undefined ? [] : checkOnce(rule, workflow, settings);
}

/** Memo by parsed workflow, which is itself shared by equal files: each content is judged once by each rule. */
const judged = perObject((_workflow: Workflow) => new Map<WorkflowRule, Remembered>());

interface Remembered {
  readonly settings: unknown;
  readonly found: readonly Finding[];
}

function checkOnce(rule: WorkflowRule, workflow: Workflow, settings: unknown): readonly Finding[] {
  const known = judged(workflow);
  const earlier = known.get(rule);
  // Equal settings are one object, see `settingsOf`.
  if (earlier !== undefined && earlier.settings === settings) return earlier.found;
  const found = rule.check(workflow, settings);
  known.set(rule, { settings, found });
  return found;
}

/** What a rule for resources says of one. */
export function judgeResource(
  rule: ResourceRule,
  args: ResourceValidationArgs,
  settings: unknown,
): Judgement {
  if (rule.types !== undefined && !rule.types.includes(args.type)) return nothing;
  const view = resourceView(args);
  const repository = nameRepository(view) ?? args.name;
  const { attempt, unknown } = recorder();
  const secrets = secretTextsOf(args.props);
  const found = rule
    .check(view, settings, attempt)
    .map((finding) => toViolation(rule, withoutSecrets(rule, finding, secrets), { repository }));
  return { ...withoutWaived(found, packRules()), unknown };
}

/** What a rule says of a stack. */
export async function judgeStack(
  rule: StackRule | ResourceRule,
  check: StackRule['check'],
  {
    resources,
    settings,
  }: { readonly resources: readonly PolicyResource[]; readonly settings: unknown },
): Promise<Judgement> {
  const { stack, unknown } = await stackView(resources);
  const left = new Set(resources.filter(isLeftOut).map(({ urn }) => urn));
  const due = check(stack, settings).filter(({ urn }) => urn === undefined || !left.has(urn));
  const found = due.map((finding) => {
    const secrets = resources.filter(isOf(finding)).flatMap(({ props }) => secretTextsOf(props));
    const [own] = finding.urn === undefined ? [] : stack.resources.filter(isOf(finding));
    const repository = own === undefined ? undefined : nameRepository(own);
    return {
      // What a waiver is asked with, and no message repeats.
      asked: repository ?? own?.name,
      violation: toViolation(rule, withoutSecrets(rule, finding, secrets), {}),
    };
  });
  const rules = packRules();
  const one = found.map(({ asked, violation }) => withoutWaived([violation], rules, asked));
  return {
    violations: one.flatMap(({ violations }) => violations),
    excepted: one.flatMap(({ excepted }) => excepted),
    unknown,
  };
}

const isOf =
  ({ urn: wanted }: StackFinding) =>
  ({ urn }: { readonly urn: string }): boolean =>
    wanted === undefined || urn === wanted;

/** Shorter words say nothing, such as `s3` or `*`. */
const SHORTEST = 4;

/**
 * A finding that repeats nothing of the secret values of its resource: where a word of it is in one, only the position is
 * left, with what the rule says of every such finding.
 */
function withoutSecrets<F extends StackFinding>(
  rule: Rule,
  finding: F,
  secrets: readonly string[],
): F {
  const words = `${finding.message} ${finding.fix}`
    .split(/[\s"'`;,()]+/)
    .filter((word) => word.length >= SHORTEST);
  const repeats = secrets.some((text) => words.some((word) => text.includes(word)));
  return repeats ? { ...finding, message: rule.description, fix: rule.remediation } : finding;
}
