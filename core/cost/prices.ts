/** A list price, where it comes from, and when it was read. */
export interface Price {
  /** US dollars for `per` units. */
  readonly usd: number;
  readonly per: number;
  /** Empty where the item's name says what is counted. */
  readonly unit: string;
  readonly source: string;
}

/** Days of an average month. */
export const daysPerMonth = 365 / 12;

/** Month the prices were last compared with their pages. */
export const pricesAsOf = '2026-11';

/** Region of AWS's prices; others differ by up to about a quarter. */
export const pricesRegion = 'us-east-1';

const million = 1_000_000;

/** List prices of AWS in us-east-1, lowest tier, without free tiers: those belong to an account, not to a stack. */
export const awsPrices = {
  natGatewayHours: {
    usd: 0.045,
    per: 1,
    unit: 'hours',
    source: 'https://aws.amazon.com/vpc/pricing/',
  },
  secretMonths: {
    usd: 0.4,
    per: 1,
    unit: 'secrets',
    source: 'https://aws.amazon.com/secrets-manager/pricing/',
  },
  keyMonths: { usd: 1, per: 1, unit: 'keys', source: 'https://aws.amazon.com/kms/pricing/' },
  keyRequests: {
    usd: 0.03,
    per: 10_000,
    unit: 'requests',
    source: 'https://aws.amazon.com/kms/pricing/',
  },
  lambdaRequests: {
    usd: 0.2,
    per: million,
    unit: '',
    source: 'https://aws.amazon.com/lambda/pricing/',
  },
  lambdaArmSeconds: {
    usd: 0.0000133334,
    per: 1,
    unit: 'GB-seconds',
    source: 'https://aws.amazon.com/lambda/pricing/',
  },
  sqsRequests: {
    usd: 0.4,
    per: million,
    unit: 'requests',
    source: 'https://aws.amazon.com/sqs/pricing/',
  },
  s3Writes: {
    usd: 0.005,
    per: 1_000,
    unit: '',
    source: 'https://aws.amazon.com/s3/pricing/',
  },
  s3Reads: { usd: 0.0004, per: 1_000, unit: '', source: 'https://aws.amazon.com/s3/pricing/' },
  s3Storage: {
    usd: 0.023,
    per: 1,
    unit: 'GB-months',
    source: 'https://aws.amazon.com/s3/pricing/',
  },
  dynamoWrites: {
    usd: 0.625,
    per: million,
    unit: '',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  },
  dynamoReads: {
    usd: 0.125,
    per: million,
    unit: '',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  },
  schedulerInvocations: {
    usd: 1,
    per: million,
    unit: '',
    source: 'https://aws.amazon.com/eventbridge/pricing/',
  },
  /** Billed by the hour a metric is sent in, hence the unit. */
  metricMonths: {
    usd: 0.3,
    per: 1,
    unit: 'metric-months',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  alarms: {
    usd: 0.1,
    per: 1,
    unit: '',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  dashboards: {
    usd: 3,
    per: 1,
    unit: '',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  logGigabytes: {
    usd: 0.5,
    per: 1,
    unit: 'GB of logs',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  snsMails: { usd: 2, per: 100_000, unit: '', source: 'https://aws.amazon.com/sns/pricing/' },
  traces: { usd: 5, per: million, unit: '', source: 'https://aws.amazon.com/xray/pricing/' },
} as const satisfies Readonly<Record<string, Price>>;

const runnerPage = 'https://docs.github.com/en/billing/reference/actions-runner-pricing';

/** GitHub's standard runners with Linux, since January 2026. Larger runners have names of their own, and no price here. */
export const runnerPrices = {
  linux: { usd: 0.006, per: 1, unit: 'minutes', source: runnerPage },
  linuxArm: { usd: 0.005, per: 1, unit: 'minutes', source: runnerPage },
} as const satisfies Readonly<Record<string, Price>>;

/**
 * Minutes of private repositories that a plan includes each month.
 * https://docs.github.com/en/billing/concepts/product-billing/github-actions
 */
export const includedMinutes = {
  free: 2_000,
  pro: 3_000,
  team: 3_000,
  enterprise: 50_000,
} as const;

export type Plan = keyof typeof includedMinutes;

/** Price of a runner by its label; undefined for one without a list price, such as a self-hosted one. */
export function runnerPrice(label: string): Price | undefined {
  if (/^ubuntu-\d\d\.\d\d-arm$/.test(label)) return runnerPrices.linuxArm;
  return /^ubuntu-(?:\d\d\.\d\d|latest)$/.test(label) ? runnerPrices.linux : undefined;
}
