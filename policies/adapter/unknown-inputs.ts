import { createRequire } from 'node:module';
import { awsTypes, githubTypes } from '../../core/kernel/resource-types';
import { perObject } from '../../core/reading/memo';
import { NotJudged } from '../../core/reading/resource-view';
import { isTargetKey, proxyTarget } from './secret-paths';

/** What stands for an unknown value on the wire, or the properties in which there are some. */
type Unknowns = string | { readonly [key: string]: Unknowns };

type Props = Readonly<Record<string, unknown>>;

// Exported, but the package's declarations leave it out.
const sdk = createRequire(__filename)('@pulumi/policy/proxy') as Props & {
  readonly unknownCheckingProxy: (props: Props) => Props;
  readonly UnknownValueError: new (sentinel: unknown, path: readonly string[]) => Error;
};
const SENTINELS: ReadonlySet<unknown> = new Set(
  Object.entries(sdk).flatMap(([name, value]) => (/^unknown\w+Value$/.test(name) ? [value] : [])),
);

/** The error that the SDK reports as "can't run policy …", at the level advisory, with these sentences. */
export function notJudged(messages: Iterable<string>): Error {
  const error = new sdk.UnknownValueError([...SENTINELS][0], []);
  error.message = [...messages].join('; ');
  return error;
}

/** Memo of what was unknown among the inputs of each resource when it was last registered. */
const registered = new Map<string, Unknowns>();

/** Types of resources that the rules know of which a program may leave out all properties. */
export const mayBeEmpty: ReadonlySet<string> = new Set([
  awsTypes.cloudwatch.EventRule,
  awsTypes.cloudwatch.LogGroup,
  awsTypes.cloudwatch.MetricAlarm,
  awsTypes.dynamodb.Table,
  awsTypes.ec2.SecurityGroup,
  awsTypes.kms.Key,
  awsTypes.s3.Bucket,
  awsTypes.s3.BucketV2,
  awsTypes.sns.Topic,
  awsTypes.sqs.Queue,
  githubTypes.Repository,
]);

/** Memo of the resources that are left out of this update and were never created. */
const leftOut = new Set<string>();

interface Registered {
  readonly type: string;
  readonly urn: string;
  readonly props: Props;
}

/**
 * Keeps what the program does not know yet of a resource that it registers, and whether the update leaves it out: the
 * engine then shows none of its properties.
 */
export function rememberUnknowns({ type, urn, props }: Registered): void {
  if (isEmpty(props) && !type.startsWith('pulumi:') && !mayBeEmpty.has(type)) leftOut.add(urn);
  else leftOut.delete(urn);
  const unknowns = unknownsOf(proxyTarget(props));
  if (unknowns === undefined) registered.delete(urn);
  else registered.set(urn, unknowns);
}

/**
 * The properties of a resource as a stack policy gets them, where what the program does not know yet is unknown. In the
 * preview of an update a provider may find no difference in an unknown value; the engine then shows the outputs of the
 * last update, as if they would stay.
 */
export function withUnknowns(urn: string, props: Props): Props {
  if (leftOut.has(urn)) return unreadable(urn, props);
  const unknowns = registered.get(urn);
  if (unknowns === undefined) return props;
  return sdk.unknownCheckingProxy(put(unknowns, proxyTarget(props)) as Props);
}

/** Whether a targeted update leaves a resource out that was never created: nothing is known of it. */
export function isLeftOut({ urn }: { readonly urn: string }): boolean {
  return leftOut.has(urn);
}

/** The properties of a resource that {@link isLeftOut}: reading one says so. */
function unreadable(urn: string, props: Props): Props {
  return new Proxy(proxyTarget(props), {
    get(target, key) {
      if (typeof key === 'symbol') return undefined;
      if (isTargetKey(key)) return target;
      throw new NotJudged(`${urn} is left out of this update and was never created`);
    },
  });
}

const isEmpty = (props: Props): boolean => Object.keys(proxyTarget(props)).length === 0;

const unknownsOf = perObject((props: object) => unknownsIn(props));

function unknownsIn(value: unknown): Unknowns | undefined {
  if (typeof value === 'string') return SENTINELS.has(value) ? value : undefined;
  // A list may be a set, whose items have no place of their own: with one of them all is unknown.
  if (Array.isArray(value)) return firstSentinel(value);
  if (!isPlain(value)) return undefined;
  const found = Object.entries(value).flatMap(([key, item]) => {
    const unknowns = unknownsIn(item);
    return unknowns === undefined ? [] : [[key, unknowns] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

function firstSentinel(value: unknown): string | undefined {
  if (typeof value === 'string') return SENTINELS.has(value) ? value : undefined;
  const items: readonly unknown[] = Array.isArray(value)
    ? value
    : isPlain(value)
      ? Object.values(value)
      : [];
  for (const item of items) {
    const found = firstSentinel(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function put(unknowns: Unknowns, shown: unknown): unknown {
  if (typeof unknowns === 'string') {
    // A list that is shown with its unknown items is that of this update.
    return Array.isArray(shown) && firstSentinel(shown) !== undefined ? shown : unknowns;
  }
  if (typeof shown === 'string' && SENTINELS.has(shown)) return shown;
  const known = isPlain(shown) ? shown : {};
  return {
    ...known,
    ...Object.fromEntries(
      Object.entries(unknowns).map(([key, item]) => [key, put(item, known[key])]),
    ),
  };
}

function isPlain(value: unknown): value is Props {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
