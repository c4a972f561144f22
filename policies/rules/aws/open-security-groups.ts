import { z } from 'zod';
import { listProp, prop, textProp, textsProp } from '../../../core/reading/resource-view';
import { resourceRule, type StackFinding } from '../../../core/reading/rule';
import { awsTypes } from '../../../core/kernel/resource-types';

const EVERYONE: ReadonlySet<string> = new Set(['0.0.0.0/0', '::/0']);

/** The internet reaches what it is meant to. */
export const openSecurityGroups = resourceRule({
  name: 'open-security-groups',
  description: 'No security group allows the whole internet, except on ports meant for it',
  severity: 'high',
  why: 'Services behind an open port are found by scanners within minutes of their start.',
  link: 'https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-18',
  remediation: 'Name the networks or security groups that may connect.',
  config: z.strictObject({
    ports: z
      .array(z.number().int().min(0).max(65_535))
      .default([80, 443])
      .describe('Ports that may be open to everyone'),
  }),
  types: [
    awsTypes.ec2.SecurityGroup,
    awsTypes.ec2.SecurityGroupRule,
    awsTypes.vpc.SecurityGroupIngressRule,
  ],
  example: {
    violates: {
      type: awsTypes.ec2.SecurityGroup,
      props: {
        ingress: [{ protocol: 'tcp', fromPort: 22, toPort: 22, cidrBlocks: ['0.0.0.0/0'] }],
      },
    },
    passes: {
      type: awsTypes.ec2.SecurityGroup,
      props: {
        ingress: [{ protocol: 'tcp', fromPort: 22, toPort: 22, cidrBlocks: ['10.0.0.0/8'] }],
      },
    },
  },
  check: ({ type, props }, { ports }): readonly StackFinding[] =>
    ingressOf(type, props)
      .filter((rule) => networksOf(rule).some((network) => EVERYONE.has(network)))
      .filter((rule) => !isMeant(rule, ports))
      .map((rule) => ({
        message: `${shown(rule)} is open to the internet`,
        fix: 'name the networks or security groups that may connect',
      })),
});

function ingressOf(type: string, props: unknown): readonly unknown[] {
  switch (type) {
    case awsTypes.ec2.SecurityGroup:
      return listProp(props, 'ingress');
    case awsTypes.ec2.SecurityGroupRule:
      return textProp(props, 'type') === 'ingress' ? [props] : [];
    default:
      return [props];
  }
}

function networksOf(rule: unknown): readonly string[] {
  return [
    ...textsProp(rule, 'cidrBlocks'),
    ...textsProp(rule, 'ipv6CidrBlocks'),
    ...['cidrIpv4', 'cidrIpv6'].flatMap((key) => textProp(rule, key) ?? []),
  ];
}

const protocolOf = (rule: unknown): string =>
  textProp(rule, 'protocol') ?? textProp(rule, 'ipProtocol') ?? '-1';

/** One port of the list, of a protocol that has ports. */
function isMeant(rule: unknown, ports: readonly number[]): boolean {
  const [from, to] = [prop(rule, 'fromPort'), prop(rule, 'toPort')];
  const isOfPorts = ['tcp', 'udp', '6', '17'].includes(protocolOf(rule).toLowerCase());
  return isOfPorts && typeof from === 'number' && from === to && ports.includes(from);
}

function shown(rule: unknown): string {
  const [from, to] = [prop(rule, 'fromPort'), prop(rule, 'toPort')];
  if (typeof from !== 'number' || ['-1', 'all'].includes(protocolOf(rule))) return 'every port';
  return from === to ? `port ${from}` : `ports ${from} to ${String(to)}`;
}
