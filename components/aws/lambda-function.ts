import { existsSync } from 'node:fs';
import * as cloudwatch from '@pulumi/aws/cloudwatch';
import * as iam from '@pulumi/aws/iam';
import * as lambda from '@pulumi/aws/lambda';
import * as pulumi from '@pulumi/pulumi';
import { ProblemsError } from '../../core/kernel/problem';
import { type AwsLocation } from './location';
import { arnOf, awsName } from './names';
import { policyDocument, type Statement, trustPolicy } from './policy-document';

/** Runtime of every function, under whose Node the tests run them too (`tools/fetch-lambda-node.mjs`); supported until April 2028. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
export const runtime = 'nodejs24.x';

/** Where a function runs inside a virtual private cloud. */
export interface VpcArgs {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** IPv6 beside IPv4, in subnets that have both. Default: IPv4 only. */
  readonly ipv6?: boolean;
}

/** A queue as a resource, and its ARN as it will be: the one tells what depends on it, the other can be read in a preview. */
export interface QueueArns {
  readonly arn: pulumi.Input<string>;
  readonly knownArn: pulumi.Input<string>;
}

/** Arguments of {@link LambdaFunction}. */
export interface LambdaFunctionArgs {
  readonly location: AwsLocation;
  readonly description: string;
  /** Directory with the built bundle, whose `index` exports `handler`. */
  readonly directory: string;
  /** Megabytes, 128 to 10,240; the share of a processor grows with it. */
  readonly memoryMb: number;
  /** Seconds, 1 to 900. */
  readonly timeoutSeconds: number;
  /** Together at most 4 KB. Secrets are given by their names, never by their values. */
  readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
  /** What the function may do besides writing its own log. */
  readonly statements: readonly Statement[];
  readonly logRetentionDays: number;
  /** Send traces to X-Ray. */
  readonly tracing: boolean;
  readonly vpc?: VpcArgs;
  /** Queue that events go to when the function failed on them and on both of Lambda's own retries. */
  readonly deadLetters?: QueueArns;
}

/**
 * A Lambda function on arm64 with its log group (kept for a set time) and a role of its own that may do what the
 * arguments say and write that one log.
 *
 * @throws {ProblemsError} when the bundle has not been built.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 */
export class LambdaFunction extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** The ARN, known before the function exists. */
  readonly knownArn: pulumi.Output<string>;
  readonly functionName: pulumi.Output<string>;

  constructor(name: string, args: LambdaFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super('gatehouse:aws:LambdaFunction', name, { description: args.description }, opts);
    if (!existsSync(args.directory)) throw new ProblemsError([notBuilt(args.directory)]);
    const child = { parent: this };
    const { location, vpc, deadLetters } = args;
    const functionName = awsName('function', name);
    const logGroupName = `/aws/lambda/${functionName}`;
    const logs = new cloudwatch.LogGroup(
      `${name}-logs`,
      { name: logGroupName, retentionInDays: args.logRetentionDays },
      child,
    );
    const role = new iam.Role(
      `${name}-role`,
      {
        name: awsName('role', name),
        description: args.description,
        assumeRolePolicy: trustPolicy({
          sid: 'LambdaRunsIt',
          action: 'sts:AssumeRole',
          principal: { Service: 'lambda.amazonaws.com' },
        }),
      },
      child,
    );
    const permissions = new iam.RolePolicy(
      `${name}-permissions`,
      {
        role: role.name,
        policy: policyDocument([
          writeLog(arnOf(location, 'logs', `log-group:${logGroupName}`)),
          ...(args.tracing ? [writeTraces] : []),
          ...(vpc === undefined ? [] : networkInterfaces(location)),
          ...(deadLetters === undefined ? [] : [keepFailedEvents(deadLetters.knownArn)]),
          ...args.statements,
        ]),
      },
      child,
    );
    const made = new lambda.Function(
      name,
      {
        name: functionName,
        description: args.description,
        runtime,
        architectures: ['arm64'],
        handler: 'index.handler',
        code: new pulumi.asset.FileArchive(args.directory),
        memorySize: args.memoryMb,
        timeout: args.timeoutSeconds,
        role: role.arn,
        environment: { variables: { ...args.environment } },
        loggingConfig: { logFormat: 'JSON', logGroup: logs.name },
        tracingConfig: { mode: args.tracing ? 'Active' : 'PassThrough' },
        ...(deadLetters === undefined ? {} : { deadLetterConfig: { targetArn: deadLetters.arn } }),
        ...(vpc === undefined
          ? {}
          : {
              vpcConfig: {
                subnetIds: [...vpc.subnetIds],
                securityGroupIds: [...vpc.securityGroupIds],
                ...(vpc.ipv6 === true ? { ipv6AllowedForDualStack: true } : {}),
              },
            }),
      },
      // Lambda checks what the role may do when the function is made.
      { ...child, dependsOn: [permissions] },
    );
    this.arn = made.arn;
    this.knownArn = arnOf(location, 'lambda', `function:${functionName}`);
    this.functionName = made.name;
    this.registerOutputs({ arn: this.arn, functionName: this.functionName });
  }
}

function writeLog(logGroupArn: pulumi.Input<string>): Statement {
  return {
    sid: 'WriteOwnLog',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [pulumi.interpolate`${logGroupArn}:log-stream:*`],
  };
}

function keepFailedEvents(queueArn: pulumi.Input<string>): Statement {
  return { sid: 'KeepFailedEvents', actions: ['sqs:SendMessage'], resources: [queueArn] };
}

/** X-Ray has no resources that a statement could name. https://docs.aws.amazon.com/xray/latest/devguide/security_iam_service-with-iam.html */
const writeTraces: Statement = {
  sid: 'WriteTraces',
  actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  resources: ['*'],
};

/**
 * Lambda uses the function's role to attach it to the network. Describing works on all resources only. The code itself
 * is denied the same actions: only calls by the service come without `lambda:SourceFunctionArn`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
function networkInterfaces(location: AwsLocation): readonly Statement[] {
  const own = arnOf(location, 'ec2', '*/*');
  const change = [
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ] as const;
  return [
    { sid: 'AttachToNetwork', actions: [...change], resources: [own] },
    {
      sid: 'DescribeNetwork',
      actions: ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'],
      resources: ['*'],
    },
    {
      sid: 'DenyNetworkToTheCode',
      effect: 'Deny',
      actions: [...change],
      resources: [own],
      conditions: {
        ArnLike: {
          'lambda:SourceFunctionArn': arnOf(location, 'lambda', 'function:*'),
        },
      },
    },
  ];
}

function notBuilt(directory: string) {
  return {
    code: 'function-not-built',
    file: directory,
    message: 'is the code of a Lambda function but has not been built',
    remedy: 'run `npm ci`, which builds it',
  };
}
