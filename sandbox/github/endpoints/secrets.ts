import { z } from 'zod';
import {
  created,
  noContent,
  notFound,
  ok,
  onRepository,
  page,
  param,
  read,
  Refusal,
  type Endpoint,
  type RepositoryCall,
} from '../endpoint';
import { openSealedBox } from '../sealed-box';
import type { Secret } from '../state';
import { environmentOf } from './environments';

type Store = (call: RepositoryCall) => Record<string, Secret>;

/**
 * The endpoints of one kind of secrets. Values arrive sealed to the repository's public key and are kept sealed; one that
 * was not sealed to it is refused, as GitHub refuses what it cannot open.
 * https://docs.github.com/en/rest/guides/encrypting-secrets-for-the-rest-api
 */
function secretEndpoints(base: string, permission: string, store: Store): readonly Endpoint[] {
  const render = (name: string, secret: Secret): Record<string, unknown> => ({
    name,
    created_at: secret.createdAt,
    updated_at: secret.updatedAt,
  });
  const name = (call: RepositoryCall): string => param(call, 'secret_name').toUpperCase();
  return [
    onRepository(`GET ${base}/public-key`, [permission, 'read'], (call) => {
      store(call);
      return ok({ key_id: call.repo.sealingKey.id, key: call.repo.sealingKey.publicKey });
    }),
    onRepository(`GET ${base}`, [permission, 'read'], (call) =>
      page(
        Object.entries(store(call)).map(([key, secret]) => render(key, secret)),
        'secrets',
      ),
    ),
    onRepository(`GET ${base}/{secret_name}`, [permission, 'read'], (call) => {
      const secret = store(call)[name(call)];
      if (secret === undefined) throw notFound();
      return ok(render(name(call), secret));
    }),
    onRepository(`PUT ${base}/{secret_name}`, [permission, 'write'], (call) => {
      const input = read(call, z.object({ encrypted_value: z.string(), key_id: z.string() }));
      if (!/^[A-Z_][A-Z0-9_]*$/.test(name(call)) || name(call).startsWith('GITHUB_'))
        throw new Refusal(
          422,
          'Secret names can only contain alphanumeric characters ([a-z], [A-Z], [0-9]) or underscores (_). ' +
            'Spaces are not allowed. Must start with a letter ([a-z], [A-Z]) or underscores (_).',
        );
      if (
        input.key_id !== call.repo.sealingKey.id ||
        openSealedBox(input.encrypted_value, call.repo.sealingKey) === undefined
      )
        throw new Refusal(
          422,
          'The encrypted value was not sealed with the public key of this key_id',
        );
      const secrets = store(call);
      const old = secrets[name(call)];
      const now = call.world.now();
      secrets[name(call)] = {
        encryptedValue: input.encrypted_value,
        keyId: input.key_id,
        createdAt: old?.createdAt ?? now,
        updatedAt: now,
      };
      return old === undefined ? created({}) : noContent;
    }),
    onRepository(`DELETE ${base}/{secret_name}`, [permission, 'write'], (call) => {
      const secrets = store(call);
      if (secrets[name(call)] === undefined) throw notFound();

      delete secrets[name(call)];
      return noContent;
    }),
  ];
}

export const allSecretEndpoints: readonly Endpoint[] = [
  ...secretEndpoints(
    '/repos/{owner}/{repo}/actions/secrets',
    'secrets',
    (call) => call.repo.actionsSecrets,
  ),
  ...secretEndpoints(
    '/repos/{owner}/{repo}/dependabot/secrets',
    'dependabot_secrets',
    (call) => call.repo.dependabotSecrets,
  ),
  ...secretEndpoints(
    '/repos/{owner}/{repo}/environments/{environment_name}/secrets',
    'environments',
    (call) => environmentOf(call).secrets,
  ),
];
