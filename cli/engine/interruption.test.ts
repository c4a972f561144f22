import * as fc from 'fast-check';
import { parseDeployment, formatDeployment } from '../state/deployment-file';
import { unknownValue } from '../../provider/protocol/property-value';
import {
  Crash,
  emptyDeployment,
  Fuse,
  happened,
  type Register,
  runProgram,
  type TestRun,
  TestWorld,
} from './test-world';

/** One resource of a random program; it takes the tokens of the earlier ones that it names. */
interface Spec {
  readonly name: string;
  readonly fixed: string;
  readonly value: string;
  readonly exclusive: boolean;
  readonly needs: readonly string[];
}

const names = ['a', 'b', 'c', 'd'] as const;

const program: fc.Arbitrary<readonly Spec[]> = fc
  .tuple(
    ...names.map((name, index) =>
      fc.option(
        fc.record({
          name: fc.constant(name),
          fixed: fc.constantFrom('x', 'y'),
          value: fc.constantFrom('1', '2'),
          // Fixed by the name: a resource does not change its kind between two programs.
          exclusive: fc.constant(name === 'b' || name === 'c'),
          needs: fc.subarray([...names.slice(0, index)]),
        }),
        { nil: undefined },
      ),
    ),
  )
  .map((specs) => {
    const present = specs.filter((spec) => spec !== undefined);
    const known = new Set(present.map((spec) => spec.name));
    return present.map((spec) => ({
      ...spec,
      needs: spec.needs.filter((need) => known.has(need)),
    }));
  });

const play =
  (specs: readonly Spec[]) =>
  async (register: Register): Promise<void> => {
    const made = new Map<string, Promise<{ readonly urn: string; readonly token: string }>>();
    for (const spec of specs) {
      made.set(
        spec.name,
        (async () => {
          const found = await Promise.all(
            spec.needs.map((need) => made.get(need)).filter((need) => need !== undefined),
          );
          const inputs = Object.fromEntries(
            spec.needs.map((need, index) => [`from_${need}`, found[index]?.token ?? '']),
          );
          const { urn, outputs } = await register(spec.name, {
            inputs: {
              fixed: spec.fixed,
              value: spec.value,
              ...(spec.exclusive ? { exclusive: true } : {}),
              ...inputs,
            },
            dependencies: found.map((need) => need.urn),
            propertyDependencies: Object.fromEntries(
              spec.needs.map((need, index) => [`from_${need}`, [found[index]?.urn ?? '']]),
            ),
          });
          const { token } = outputs;
          return { urn, token: typeof token === 'string' ? token : unknownValue };
        })(),
      );
    }
    await Promise.all(made.values());
  };

async function runUntilCrash(
  ...[world, file, specs, fuse]: [TestWorld, TestRun['file'], readonly Spec[], Fuse]
): Promise<TestRun['file']> {
  const run = await runProgram(world, file, play(specs), { fuse }).catch((error: unknown) => {
    if (error instanceof Crash) return undefined;
    throw error;
  });
  if (run === undefined) throw new Error('a crash must leave what was written so far');
  return run.file;
}

/** What the world holds, without ids. */
const holdings = (world: TestWorld): readonly string[] =>
  [...world.things.values()]

    .map(({ urn, inputs: { fixed, value } }) =>
      [urn.slice(-1), fixed, value].map((part) => (typeof part === 'string' ? part : '')).join(' '),
    )
    .sort();

describe('an update that is killed at any point', () => {
  it('is finished by the next one: nothing is made twice, nothing is left over, nothing is lost', async () => {
    await fc.assert(
      fc.asyncProperty(program, program, fc.nat({ max: 60 }), async (before, after, steps) => {
        const world = new TestWorld();
        const base = await runProgram(world, emptyDeployment, play(before));
        const crashed = await runUntilCrash(world, base.file, after, new Fuse(steps));
        // What was left on disk is a state that the host takes.
        const reread = parseDeployment(formatDeployment(crashed, ''));
        const healed = await runProgram(world, reread, play(after));
        expect(healed.deployment.log.diagnostics).toEqual([]);
        expect(holdings(world)).toEqual(
          after.map(({ name, fixed, value }) => `${name} ${fixed} ${value}`).sort(),
        );
        const calls = world.calls.length;
        const settled = { ...healed.file, pending: [] };
        const again = await runProgram(
          world,
          parseDeployment(formatDeployment(settled, '')),
          play(after),
        );
        expect(happened(again)).toEqual(after.map(({ name }) => `same ${name}`).sort());
        expect(world.calls).toHaveLength(calls);
      }),
      { numRuns: 400 },
    );
  });
});
