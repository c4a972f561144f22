import { githubTypes } from '../../core/kernel/resource-types';
import { readFilesOfCommit } from '../../core/reading/checked-files';
import { severities, type ResourceRule, type Severity } from '../../core/reading/rule';
import { violationsOf } from '../../policies/judge-file';
import hardening from '../../policies/presets/hardening.json';
import { deployKeys } from '../../policies/rules/repository/deploy-keys';
import { webhookSecrets } from '../../policies/rules/repository/webhook-secrets';
import { type WebhookFact } from '../../core/undeclared/things';
import { settingsOf } from '../../core/reading/settings-of';

/** Findings that are shown of one thing. */
const shown = 10;

const worstFirst = (a: Severity, b: Severity): number =>
  severities.indexOf(b) - severities.indexOf(a);

/**
 * What the policy pack objects to in a workflow or an action that nobody declared, worst first: `RULE (SEVERITY), line N`.
 * Exceptions in the file do not count, for whoever pushed it wrote them too.
 *
 * @param today in UTC, such as `2026-03-31`.
 */
export function judgeFileText(path: string, text: string, today: string): readonly string[] {
  const found = readFilesOfCommit([{ path, text }])
    .flatMap((file) => violationsOf(file, { config: hardening, today }))
    .sort((a, b) => worstFirst(a.severity, b.severity) || (a.line ?? 0) - (b.line ?? 0));
  const lines = found.map(({ rule, severity, line }) =>
    line === undefined ? `${rule} (${severity})` : `${rule} (${severity}), line ${line}`,
  );
  const rest = lines.length - shown;
  return rest > 0 ? [...lines.slice(0, shown), `and ${rest} more`] : lines;
}

type Props = Readonly<Record<string, unknown>>;

/** What the policy pack objects to in a deploy key. */
export function judgeDeployKey(isReadOnly: boolean): readonly string[] {
  return judgeResource(deployKeys, githubTypes.RepositoryDeployKey, { readOnly: isReadOnly });
}

/** What the policy pack objects to in a webhook, as the API shows it: a secret by asterisks alone. */
export function judgeWebhook(hook: WebhookFact): readonly string[] {
  return judgeResource(webhookSecrets, githubTypes.RepositoryWebhook, {
    active: hook.isActive,
    configuration: {
      url: hook.url,
      insecureSsl: hook.isInsecure,
      ...(hook.hasSecret ? { secret: 'set' } : {}),
    },
  });
}

function judgeResource(rule: ResourceRule, type: string, props: Props): readonly string[] {
  const view = { type, name: '', urn: '', props };
  return rule
    .check(view, settingsOf(rule, {}), (read) => read())
    .map(({ message }) => `${rule.name} (${rule.severity}): ${message}`);
}
