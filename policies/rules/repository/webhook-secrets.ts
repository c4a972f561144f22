import { prop, textProp } from '../../../core/reading/resource-view';
import { resourceRule, type StackFinding } from '../../../core/reading/rule';
import { githubTypes } from '../../../core/kernel/resource-types';

const webhook = (configuration: Readonly<Record<string, unknown>>) => ({
  type: githubTypes.RepositoryWebhook,
  props: { repository: 'shop', events: ['push'], configuration },
  secrets: ['configuration.secret'],
});

/** Who receives an event can tell that it is GitHub's. */
export const webhookSecrets = resourceRule({
  name: 'webhook-secrets',
  description: 'Webhooks have a secret and are delivered over verified TLS',
  severity: 'medium',
  why: 'Without a secret anyone who knows the address can send events that look as if GitHub sent them; without TLS anyone on the network path can read them.',
  link: 'https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries',
  remediation: 'Set configuration.secret, use an https address and keep insecureSsl off.',
  types: [githubTypes.RepositoryWebhook, githubTypes.OrganizationWebhook],
  example: {
    violates: webhook({ url: 'https://ci.example.com/hook' }),
    passes: webhook({ url: 'https://ci.example.com/hook', secret: 'from-a-vault' }),
  },
  check: ({ props }, _config, attempt): readonly StackFinding[] => {
    const at = (key: string): unknown => prop(props, 'configuration', key);
    if (attempt(() => props['active'] === false) === true) return [];
    const found: StackFinding[] = [];
    if (attempt(() => [undefined, null, ''].includes(at('secret') as undefined)) === true)
      found.push({ message: 'the webhook has no secret', fix: 'set configuration.secret' });
    if (attempt(() => at('insecureSsl') === true) === true)
      found.push({
        message: 'the webhook does not verify the certificate of its address',
        fix: 'remove insecureSsl',
      });
    const url = attempt(() => textProp(props, 'configuration', 'url'));
    if (url?.toLowerCase().startsWith('http://') === true)
      found.push({ message: 'the webhook is delivered without TLS', fix: 'use an https address' });
    return found;
  },
});
