import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { type Proof, prove } from '../../../sandbox/prove';
import { uvCache } from '../../../sandbox/actions/tools';
import { openWorld, type World } from '../../../sandbox/world';
import { deliverShape, type DeliveredShape } from '../../projects/delivered-shape';
import { type Files } from '../../projects/shape';
import { shapes } from '../../projects/shapes';
import { scratchDirectory } from '../../support/scratch';

/*
 * What `make up REPO= PROVE=1` does once it has delivered: the gates are run on the head of the repository, and each verdict
 * says whether the code or a setting is at fault.
 */

const scratch = scratchDirectory('proof');
const shape = shapes.find(({ name }) => name === 'pip-setuptools');
let world: World;
let delivered: DeliveredShape;

beforeAll(async () => {
  if (shape === undefined) throw new Error('there is no such shape');
  // Where a user has none, each proof fetches what it installs; here it would be the same each time.
  process.env['UV_CACHE_DIR'] = uvCache;
  process.env['SHOP_TOKEN'] = 'secret';
  world = await openWorld({ directory: path.join(scratch, 'world') });
  mkdirSync(path.join(scratch, 'shape'));
  delivered = await deliverShape(world, shape, path.join(scratch, 'shape'));
});

afterAll(() => world.close());

async function proofOf(files: Files): Promise<Proof> {
  await world.push('pip-setuptools', 'main', files);
  const place = world.repository('pip-setuptools');
  if (place === undefined) throw new Error('the shape is not in the sandbox');
  return prove(place, delivered.settings);
}

const states = ({ gates }: Proof) =>
  Object.fromEntries(gates.map(({ title, state }) => [title, state]));
const blocking = ({ gates }: Proof) =>
  gates.flatMap(({ steps }) => steps.flatMap(({ blocks, failure }) => (blocks ? [failure] : [])));

test('a project that fits is green and measured; its code sees neither token nor home of the caller', async () => {
  const proof = await proofOf({
    'tests/test_alone.py': `import os


def test_alone() -> None:
    assert "SHOP_TOKEN" not in os.environ
    assert os.environ["HOME"] != ${JSON.stringify(process.env['HOME'] ?? '')}
`,
  });
  expect(blocking(proof)).toEqual([]);
  expect(new Set(Object.values(states(proof)))).toEqual(new Set(['green']));
  const measured = Object.fromEntries(proof.measured);
  expect(measured['gates.coverage']).toBe(100);
  expect(measured['gates.readiness']).toBeGreaterThan(0);
});

test('a failing test and an unformatted file are the code, a dependency that nobody installs is a setting', async () => {
  const proof = await proofOf({
    'shop/crooked.py': "NAME = 'shop'\n",
    'tests/test_yaml.py': 'import yaml\n\n\ndef test_yaml() -> None:\n    assert yaml\n',
  });
  expect(states(proof)).toMatchObject({
    Install: 'green',
    'Lint & Format': 'red',
    'Test Suite': 'red',
    'Build Packages': 'green',
  });
  expect(blocking(proof)).toMatchObject([
    { cause: 'code', count: 1, command: 'black .' },
    { cause: 'setting', setting: 'python.dependencies', value: ['pyyaml'] },
  ]);
});
