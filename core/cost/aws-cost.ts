import { type CostAssumptions } from './assumptions';
import { costLine, type CostLine } from './cost-line';
import { awsPrices } from './prices';

/** How much of AWS a stack uses in a month. */
export interface AwsUsage {
  readonly repositories: number;
  /** Absent: no readiness functions. */
  readonly readiness?: {
    /** Runs of the dispatcher a month. */
    readonly runs: number;
    /** Megabytes of the worker. */
    readonly memoryMb: number;
  };
  /** Absent: no smoke monitors. */
  readonly smoke?: {
    readonly monitors: number;
    /** Runs of each a month. */
    readonly runs: number;
    /** Checks with metrics of their own. */
    readonly measuredChecks: number;
  };
  readonly alarms: number;
  readonly dashboards: number;
  readonly tracing: boolean;
  /** Whether functions run in a network of one's own, which they leave through a NAT gateway. */
  readonly network: boolean;
  /** Secrets in Secrets Manager that functions read; parameters of SSM cost nothing. */
  readonly secrets: number;
  /** Whether the secrets are encrypted with a key of one's own. */
  readonly ownKey: boolean;
}

const hoursPerMonth = 730;

/** Lambda keeps five long polls of 20 seconds open on a queue, also on an empty one. */
const idlePolls = (5 * hoursPerMonth * 3_600) / 20;

const dispatcher = { gigabytes: 0.25, seconds: 2 };
const smokeGigabytes = 0.25;
const requestsPerMessage = 3;
const tableWritesPerMessage = 2;
const writesPerRepositoryAndRun = 5;
const readsPerRepositoryAndRun = 4;
/** History, reports and their older versions. */
const gigabytesPerRepository = 0.005;
const metricsPerRepository = 6;
const metricsPerStack = 9;
/** Success, failing, retries, latency and its four phases. */
const metricsPerMonitor = 8;
const metricsPerCheck = 7;
/** A run's log with its metrics. */
const gigabytesPerLog = 6e-6;
/** Mails when each alarm goes off and is over once a month. */
const mailsPerAlarm = 2;

/** What a stack's functions and what watches them cost a month, at list prices without any free tier. */
export function awsCost(usage: AwsUsage, assumptions: CostAssumptions): readonly CostLine[] {
  const { repositories, readiness, smoke } = usage;
  if (readiness === undefined && smoke === undefined) return [];
  const runs = readiness?.runs ?? 0;
  const scored = runs * repositories;
  const tested = smoke === undefined ? 0 : smoke.monitors * smoke.runs;
  const invocations = runs + scored + tested;
  const gigabyteSeconds =
    runs * dispatcher.seconds * dispatcher.gigabytes +
    (scored * assumptions.workerSeconds * (readiness?.memoryMb ?? 0)) / 1_024 +
    tested * assumptions.smokeSeconds * smokeGigabytes;
  const polls = readiness === undefined ? 0 : idlePolls;
  const metricHours =
    (repositories * metricsPerRepository + metricsPerStack) * runs +
    (smoke === undefined
      ? 0
      : (smoke.monitors * metricsPerMonitor + smoke.measuredChecks * metricsPerCheck) *
        // Billed by the hour, however often they are written in it.
        Math.min(smoke.runs, hoursPerMonth));
  const lines = [
    costLine('Lambda requests', invocations, awsPrices.lambdaRequests),
    costLine('Lambda compute, arm64', gigabyteSeconds, awsPrices.lambdaArmSeconds),
    costLine('SQS messages', scored * requestsPerMessage, awsPrices.sqsRequests),
    costLine('SQS polls of an empty queue', polls, awsPrices.sqsRequests),
    costLine('DynamoDB writes', scored * tableWritesPerMessage, awsPrices.dynamoWrites),
    costLine('DynamoDB reads', scored, awsPrices.dynamoReads),
    costLine('S3 writes', scored * writesPerRepositoryAndRun + tested, awsPrices.s3Writes),
    costLine('S3 reads', scored * readsPerRepositoryAndRun + runs + tested, awsPrices.s3Reads),
    costLine('S3 storage', repositories * gigabytesPerRepository, awsPrices.s3Storage),
    costLine('EventBridge Scheduler', runs + tested, awsPrices.schedulerInvocations),
    costLine('CloudWatch metrics', metricHours / hoursPerMonth, awsPrices.metricMonths),
    costLine('CloudWatch logs', invocations * gigabytesPerLog, awsPrices.logGigabytes),
    costLine('CloudWatch alarms', usage.alarms, awsPrices.alarms),
    costLine('CloudWatch dashboards', usage.dashboards, awsPrices.dashboards),
    costLine('SNS mails', usage.alarms * mailsPerAlarm, awsPrices.snsMails),
    // One, in one zone; an existing one or VPC endpoints may serve instead.
    costLine('NAT gateway', usage.network ? hoursPerMonth : 0, awsPrices.natGatewayHours),
    costLine('Secrets Manager', usage.secrets, awsPrices.secretMonths),
    costLine('KMS key', usage.ownKey ? 1 : 0, awsPrices.keyMonths),
    costLine('KMS requests', usage.ownKey ? invocations : 0, awsPrices.keyRequests),
    costLine('X-Ray traces', usage.tracing ? invocations : 0, awsPrices.traces),
  ];
  return lines.filter((line) => line.quantity > 0);
}
