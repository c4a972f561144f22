import type * as pulumi from '@pulumi/pulumi';
import { type AwsLocation } from './aws/location';

/** Monitors of one region of several that run the same checks. */
export interface MonitorRegion {
  /** Where bucket and secrets are, and the first monitors; absent: the region of these monitors. */
  readonly home?: AwsLocation;
  /** Names of all regions but the home. */
  readonly further: readonly string[];
  /** Which of these the monitors are in; absent: home. */
  readonly own?: string;
}

/** What functions need to know of the regions; nothing where there is one only. */
export function regionVariables(
  regions: MonitorRegion | undefined,
  { region }: AwsLocation,
): Readonly<Record<string, pulumi.Input<string>>> {
  if (regions === undefined || regions.further.length === 0) return {};
  return {
    GATEHOUSE_HOME_REGION: regions.home?.region ?? region,
    GATEHOUSE_REGIONS: regions.further.join(','),
  };
}

/** The dimension that tells the metrics of regions apart; none where there is one only. */
export function regionDimension(
  regions: MonitorRegion | undefined,
  { region }: AwsLocation,
): Readonly<Record<string, pulumi.Input<string>>> {
  if (regions === undefined || regions.further.length === 0) return {};
  return { Region: regions.own ?? region };
}
