import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { SightNews } from '../../../core/readiness/announce';
import type { ScheduledRun } from '../work-message';

/** Days the count of a run is kept. */
const keptDays = 15;

/** What is counted for each run of a stack. */
export type CountNews = (run: ScheduledRun, news: SightNews | 'undeclared') => Promise<number>;

/** Counts, across all workers, the repositories of a run that there is such news of; in the table of what is done. */
export function sightCounter(tableName: string, stack: string, now: () => number): CountNews {
  const client = new DynamoDBClient({});
  return async ({ period, scheduledAt }, news) => {
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: { id: { S: `${stack}#sight#${news}#${period}#${scheduledAt}` } },
        UpdateExpression: 'ADD repositories :one SET expiration = :expiration',
        ExpressionAttributeValues: {
          ':one': { N: '1' },
          ':expiration': { N: String(Math.floor(now() / 1000) + keptDays * 86_400) },
        },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    return Number(Attributes?.['repositories']?.N ?? 1);
  };
}
