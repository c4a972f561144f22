import { zipSync } from 'fflate';
import { documentationOf } from './archive-documentation';

const text = (content: string) => Buffer.from(content);
const documented = text('"""A module."""\n');

test('documents and docstrings are read below the one directory of the archive', () => {
  const archive = zipSync({
    'acme-orders-1/README.md': text('# Orders\n'.repeat(20)),
    'acme-orders-1/docs/CONTRIBUTING.md': text('Contribute. '.repeat(20)),
    'acme-orders-1/src/orders/app.py': documented,
    'acme-orders-1/src/orders/bare.py': text('x = 1\n'),
    'acme-orders-1/src/tests/test_app.py': text('def test(): ...\n'),
    'acme-orders-1/src/.venv/lib.py': text('x = 1\n'),
    'acme-orders-1/other/tool.py': text('x = 1\n'),
  });
  expect(documentationOf(archive, ['src'])).toMatchObject({
    state: 'known',
    value: {
      documents: { readme: true, contributing: true, license: false },
      publicObjects: 2,
      documentedObjects: 1,
    },
  });
  expect(documentationOf(archive, ['.'])).toMatchObject({ value: { publicObjects: 3 } });
});

test('an empty archive is a missing input, and so is one with too much code', () => {
  expect(documentationOf(zipSync({}), ['.'])).toMatchObject({ state: 'missing' });
  const large = Object.fromEntries(
    Array.from({ length: 33 }, (_, index) => [`a/m${index}.py`, new Uint8Array(2 * 1024 * 1024)]),
  );
  const archive = zipSync({ 'a/README.md': text('x'), ...large }, { level: 1 });
  expect(documentationOf(archive, ['.'])).toMatchObject({ state: 'missing' });
});
