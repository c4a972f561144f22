import { createHash } from 'node:crypto';
import * as pulumi from '@pulumi/pulumi';
import { type AwsLocation } from './location';

/** Longest name that AWS takes of each kind. https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html */
const longest = {
  bucket: 63,
  function: 64,
  logGroup: 512,
  queue: 80,
  role: 64,
  schedule: 64,
  scheduleGroup: 64,
  table: 255,
} as const;

const hashLength = 8;

/**
 * Name of a resource in AWS: project, stack and the component's name. It is known before the resource exists, so that
 * the policies that name it can be read, and judged, in a preview; and it never is too long, which names made from a
 * repository's could be: the end of such a one is replaced by a hash of the whole.
 *
 * @param suffix kept whole at the end.
 */
export function awsName(kind: keyof typeof longest, name: string, suffix = ''): string {
  const whole = `${pulumi.getProject()}-${pulumi.getStack()}-${name}`.replaceAll(
    /[^A-Za-z0-9_-]/g,
    '-',
  );
  const room = longest[kind] - suffix.length;
  if (whole.length <= room) return whole + suffix;
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, hashLength);
  return `${whole.slice(0, room - hashLength - 1)}-${hash}${suffix}`;
}

/** ARN of a resource of the account and region, known before the resource exists. */
export function arnOf(
  { partition, region, account }: AwsLocation,
  service: string,
  resource: pulumi.Input<string>,
): pulumi.Output<string> {
  return pulumi.interpolate`arn:${partition}:${service}:${region}:${account}:${resource}`;
}
