import * as z from 'zod/mini';
import { normalName } from '../kernel/package-name';
import { listOf } from '../readiness/parse/first-wrong';
import { parseJson, parsed, shorten, type Parsed } from '../readiness/parse/parsed';

const license = z.object({
  license: z.optional(z.object({ id: z.optional(z.string()), name: z.optional(z.string()) })),
  expression: z.optional(z.string()),
});
const component = z.object({
  'bom-ref': z.optional(z.string()),
  name: z.string(),
  version: z.optional(z.string()),
  purl: z.optional(z.string()),
  licenses: z.optional(listOf(license)),
});
const billSchema = z.object({
  bomFormat: z.literal('CycloneDX'),
  serialNumber: z.optional(z.string()),
  metadata: z.optional(
    z.object({ timestamp: z.optional(z.string()), component: z.optional(component) }),
  ),
  components: z._default(listOf(component), []),
  dependencies: z._default(
    listOf(z.object({ ref: z.string(), dependsOn: z._default(listOf(z.string()), []) })),
    [],
  ),
});

/** A package of a bill of materials. */
export interface Component {
  /** Identifier within the bill. */
  readonly ref: string;
  readonly name: string;
  readonly version: string;
  /** https://github.com/package-url/purl-spec */
  readonly purl: string | undefined;
  /** SPDX expression; undefined where the package names none. */
  readonly license: string | undefined;
  /** What it names instead of an expression, such as `BSD License`. */
  readonly licenseName: string | undefined;
}

/** A software bill of materials. */
export interface Bill {
  /** A UUID of its own. */
  readonly serial: string | undefined;
  readonly createdAt: string | undefined;
  /** What it is of. */
  readonly root: Component | undefined;
  readonly components: readonly Component[];
  /** References of components, and of those that they depend on. */
  readonly dependencies: readonly { readonly ref: string; readonly on: readonly string[] }[];
}

/** A bill in CycloneDX's JSON. https://cyclonedx.org/docs/latest/json/ */
export function parseBill(text: string, file: string): Parsed<Bill> {
  const read = parseJson(text, file, billSchema);
  if (!read.ok) return read;
  const { serialNumber, metadata, components, dependencies } = read.value;
  return parsed({
    serial: /^urn:uuid:([0-9a-f-]{36})$/.exec(serialNumber ?? '')?.[1],
    createdAt: instant(metadata?.timestamp),
    root: metadata?.component === undefined ? undefined : componentOf(metadata.component, 0),
    components: components.map((one, index) => componentOf(one, index + 1)),
    dependencies: dependencies.map(({ ref, dependsOn }) => ({ ref, on: dependsOn })),
  });
}

function componentOf(found: z.infer<typeof component>, index: number): Component {
  const { name, version = '', purl, licenses = [] } = found;
  const expressions = licenses.flatMap(
    ({ license: one, expression }) => one?.id ?? expression ?? [],
  );
  const names = licenses.flatMap(({ license: one }) => one?.name ?? []);
  const valid = expressions.filter(isExpression);
  return {
    ref: found['bom-ref'] ?? `component-${index}`,
    name: shorten(name, 200),
    version: shorten(version, 100),
    purl: purl !== undefined && /^pkg:[\w.+-]+\/[^\s"<>]{1,400}$/.test(purl) ? purl : undefined,
    license:
      valid.length === 0
        ? undefined
        : valid.length === 1
          ? valid[0]
          : valid.map((one) => (/\s/.test(one) ? `(${one})` : one)).join(' AND '),
    licenseName: names.length === 0 ? undefined : shorten(names.join(', '), 200),
  };
}

/** Licence expressions have these characters alone. https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/ */
const isExpression = (text: string): boolean =>
  /^[A-Za-z0-9.+()-]+(?:[ ]+[A-Za-z0-9.+():-]+)*$/.test(text) && text.length <= 300;

/** SPDX wants whole seconds in UTC. */
function instant(text: string | undefined): string | undefined {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? undefined : `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** Components by the name under which indexes compare them; of several releases of one the first. */
export const byName = ({ components }: Bill): ReadonlyMap<string, Component> =>
  new Map([...components].reverse().map((one) => [normalName(one.name), one]));
