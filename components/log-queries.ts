import * as cloudwatch from '@pulumi/aws/cloudwatch';
import * as pulumi from '@pulumi/pulumi';

/** A question to the logs of functions. */
interface LogQuery {
  /** Part of the resource's name. */
  readonly part: string;
  /** What people choose it by in the console. */
  readonly title: string;
  /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html */
  readonly lines: readonly string[];
}

const newest = ['sort @timestamp desc', 'limit 200'];

/** What the runbooks look for in the logs of readiness functions. */
export const readinessQueries: readonly LogQuery[] = [
  {
    part: 'failed',
    title: 'what failed',
    lines: [
      'fields @timestamp, repository, error.message, period, scheduledAt, messageId',
      'filter message in ["not scored", "unreadable message"]',
      ...newest,
    ],
  },
  {
    part: 'put-off',
    title: 'what is put off',
    lines: [
      'filter message = "later"',
      'stats count(*) as times, max(waited) as seconds by repository, why',
      'sort seconds desc',
    ],
  },
  {
    part: 'unseen',
    title: 'what cannot be seen',
    lines: [
      'filter message = "unseen"',
      'stats latest(why) as reason, latest(text) as details, latest(since) as begun by repository',
    ],
  },
  {
    part: 'one-repository',
    title: 'one repository (put its name in)',
    lines: [
      'fields @timestamp, message, period, scheduledAt, messageId, error.message',
      'filter repository like "NAME"',
      ...newest,
    ],
  },
];

/** What the runbooks look for in the logs of monitors. */
export const smokeQueries: readonly LogQuery[] = [
  {
    part: 'failed',
    title: 'failing runs',
    lines: [
      'fields @timestamp, repository, environment, @message',
      'filter message = "failed"',
      ...newest,
    ],
  },
  {
    part: 'unchecked',
    title: 'what is not checked',
    lines: [
      'filter ispresent(unchecked.0.check)',
      'stats latest(unchecked.0.reason) as reason by repository, environment, unchecked.0.check',
    ],
  },
];

/** Saves queries of CloudWatch Logs Insights over the logs of functions; saved ones cost nothing. */
export function createLogQueries(
  name: string,
  queries: readonly LogQuery[],
  functionNames: readonly pulumi.Input<string>[],
  parent: pulumi.Resource,
): void {
  const folder = `${pulumi.getProject()}-${pulumi.getStack()}/${name}`;
  for (const { part, title, lines } of queries) {
    new cloudwatch.QueryDefinition(
      `${name}-query-${part}`,
      {
        name: `${folder}/${title}`,
        logGroupNames: functionNames.map((own) => pulumi.interpolate`/aws/lambda/${own}`),
        queryString: lines.join('\n| '),
      },
      { parent },
    );
  }
}
