import * as fs from 'node:fs';
import * as pulumi from '@pulumi/pulumi';
import { readFleetFiles } from '../core/config/fleet/files';
import { type StackSource } from '../core/config/load';

/** The running stack's configuration, as the engine handed it over, and its fleet files. */
export function runningStack(): StackSource {
  const prefix = `${pulumi.getProject()}:`;
  const own = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => key.startsWith(prefix));
  const secretKeys = new Set(secretConfigKeys());
  return {
    file: `Pulumi.${pulumi.getStack()}.yaml`,
    values: Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value])),
    isSecret: (key) => secretKeys.has(`${prefix}${key}`),
    fleet: {
      stack: pulumi.getStack(),
      read: (patterns) => readFleetFiles(fs, pulumi.getRootDirectory(), patterns),
    },
  };
}

/** The SDK tells secret keys from plain ones only to itself, so the language host's variable is read directly. */
function secretConfigKeys(): readonly string[] {
  const keys: unknown = JSON.parse(process.env['PULUMI_CONFIG_SECRET_KEYS'] ?? '[]');
  return Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : [];
}
