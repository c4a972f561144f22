import { Secret, type ResourceValidationArgs } from '@pulumi/policy';
import { repairedText } from '../../core/reading/repair';
import { isUnknownError } from '../../core/reading/resource-view';
import { type ResourceRule, type WorkflowRule } from '../../core/reading/rule';
import { settingsOf } from '../../core/reading/settings-of';
import { exceptedIn } from '../judge-file';
import { packRules } from './configured';
import { nameRepository, resourceView } from './resource-views';
import { proxyTarget } from './secret-paths';
import { FILE_TYPES, workflowFilesOf } from './workflow-files';
import { githubTypes } from '../../core/kernel/resource-types';

type Props = Record<string, unknown>;

/** The resource with every workflow file fixed, or nothing when there is nothing to fix. */
export async function remediateWorkflow(
  rule: WorkflowRule,
  args: ResourceValidationArgs,
): Promise<Props | undefined> {
  if (!FILE_TYPES.includes(args.type) || rule.repair === undefined) return undefined;
  const { files } = await workflowFilesOf(args);
  const fixedFiles = new Map<string, string>();
  const repository = nameRepository(resourceView(args));
  const about = { rule, check: packRules(), ...(repository === undefined ? {} : { repository }) };
  for (const { path, text, workflow } of files) {
    const isLeft = exceptedIn({ path, text }, about);
    const fixed =
      workflow === undefined
        ? undefined
        : repairedText(rule, workflow, settingsOf(rule, args.getConfig()), isLeft);
    if (fixed !== undefined) fixedFiles.set(path, fixed);
  }
  const props = rawProps(args);
  if (fixedFiles.size === 0) return undefined;
  if (args.type === githubTypes.RepositoryFile) {
    const [content] = fixedFiles.values();
    return props['content'] instanceof Secret ? undefined : { ...props, content };
  }
  const { files: all } = props;
  if (all instanceof Secret || typeof all !== 'object') return undefined;
  const plain = [...fixedFiles].filter(([path]) => typeof (all as Props)[path] === 'string');
  return plain.length === 0
    ? undefined
    : { ...props, files: { ...all, ...Object.fromEntries(plain) } };
}

/** The resource with its plain secret values marked as Pulumi secrets. */
export function remediateResource(
  rule: ResourceRule,
  args: ResourceValidationArgs,
): Props | undefined {
  if (rule.types !== undefined && !rule.types.includes(args.type)) return undefined;
  try {
    const paths = rule.makeSecret?.(resourceView(args), settingsOf(rule, args.getConfig())) ?? [];
    if (paths.length === 0) return undefined;
    return paths.reduce((props, path) => wrap(props, path.split('.')), rawProps(args));
  } catch (error) {
    // What is not known yet cannot be wrapped; the validation says so.
    if (isUnknownError(error)) return undefined;
    throw error;
  }
}

function wrap(props: Props, [key = '', ...rest]: readonly string[]): Props {
  const value = props[key];
  if (rest.length === 0) return { ...props, [key]: new Secret(value) };
  return typeof value === 'object' && value !== null
    ? { ...props, [key]: wrap(value as Props, rest) }
    : props;
}

/** The properties behind both proxies of the SDK, so that secrets and unknown values are handed back as they came. */
function rawProps(args: ResourceValidationArgs): Props {
  return proxyTarget(proxyTarget(args.props as Props));
}
