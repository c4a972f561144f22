import { type PropertyMap } from '../../provider/protocol/property-value';

export type EnforcementLevel = 'advisory' | 'mandatory' | 'disabled' | 'remediate';

/** A policy as the pack describes it. */
export interface PolicyInfo {
  readonly name: string;
  readonly level: EnforcementLevel;
  readonly configSchema:
    { readonly properties: PropertyMap; readonly required: readonly string[] } | undefined;
}

export interface PackInfo {
  readonly name: string;
  readonly version: string;
  readonly policies: readonly PolicyInfo[];
  readonly initialConfig: PolicyConfig;
}

/** Configuration of a pack's policies, by policy name. */
export type PolicyConfig = Readonly<
  Record<string, { readonly enforcementLevel: EnforcementLevel; readonly properties: PropertyMap }>
>;
