import { dayOf } from '../../core/waivers/expiry';
import { configuredWaivers } from '../configured-waivers';
import { type CheckRules } from '../judge-file';
import { type PackConfig } from '../pack-config';

/**
 * What the engine configured the pack with, last. The SDK gives a policy its own settings alone, and exceptions are
 * about all of them.
 */
let configured: PackConfig = {};

export function rememberConfiguration(config: PackConfig): void {
  configured = config;
}

/** By what the pack judges now. */
export function packRules(): CheckRules {
  const today = dayOf(new Date().toISOString());
  return { config: configured, waivers: waiversOn(configured, today), today };
}

/** Memo of the last answer: a run asks for one configuration on one day, or two. */
let known: { config: PackConfig; today: string; waivers: CheckRules['waivers'] } | undefined;

function waiversOn(config: PackConfig, today: string): CheckRules['waivers'] {
  if (known?.config !== config || known.today !== today)
    known = { config, today, waivers: configuredWaivers(config, today) };
  return known.waivers;
}
