import * as fc from 'fast-check';
import { zipSync } from 'fflate';
import { zipEntries, ZipError, type ZipEntry } from './zip';

const text = (content: string) => new Uint8Array(Buffer.from(content));
const most = 1_000_000;
const found = (archive: Uint8Array) =>
  Object.fromEntries(
    zipEntries(archive).map((entry) => [
      entry.name,
      Buffer.from(entry.read(most) ?? 'too large').toString('utf8'),
    ]),
  );
const only = (archive: Uint8Array): ZipEntry => {
  const [entry] = zipEntries(archive);
  if (entry === undefined) throw new Error('no entry');
  return entry;
};

test('what was packed is unpacked, at each level of compression', () => {
  const level = fc.constantFrom(0 as const, 1 as const, 9 as const);
  const files = fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), fc.string(), { maxKeys: 5 });
  fc.assert(
    fc.property(files, level, (given, each) => {
      const packed = Object.fromEntries(
        Object.entries(given).map(([name, one]) => [name, text(one)]),
      );
      expect(found(zipSync(packed, { level: each }))).toEqual({ ...given });
    }),
  );
});

test('an archive may have a comment, and names beyond ASCII', () => {
  const archive = zipSync({ 'Größe.txt': text('x') }, { comment: 'made by hand' });
  expect(found(archive)).toEqual({ 'Größe.txt': 'x' });
});

/** Overwrites a number of the directory's first entry. */
function withField(archive: Uint8Array, offset: number, value: number): Uint8Array {
  const changed = Buffer.from(archive);
  const directory = changed.readUInt32LE(changed.length - 22 + 16);
  changed.writeUInt32LE(value, directory + offset);
  return changed;
}

/** An archive whose directory lists its one entry many times. */
function repeated(archive: Uint8Array, times: number): Uint8Array {
  const bytes = Buffer.from(archive);
  const end = Buffer.from(bytes.subarray(-22));
  const start = end.readUInt32LE(16);
  const entry = bytes.subarray(start, bytes.length - 22);
  end.writeUInt16LE(times, 8);
  end.writeUInt16LE(times, 10);
  end.writeUInt32LE(entry.length * times, 12);
  return Buffer.concat([
    bytes.subarray(0, start),
    ...Array.from({ length: times }, () => entry),
    end,
  ]);
}

const zeros = zipSync({ 'junit.xml': new Uint8Array(40 * 1024 * 1024) });

describe('an archive that lies', () => {
  test('an entry that is larger than it says is unpacked no further than the limit', () => {
    const entry = only(withField(zeros, 24, 10));
    expect(entry.size).toBe(10);
    const before = process.memoryUsage().rss;
    expect(entry.read(most)).toBeUndefined();
    expect(process.memoryUsage().rss - before).toBeLessThan(20 * 1024 * 1024);
  });

  test('an entry that says it is too large is not unpacked at all', () => {
    expect(only(zeros).read(most)).toBeUndefined();
    expect(only(withField(zipSync({ a: text('x') }), 24, most + 1)).read(most)).toBeUndefined();
  });

  test('as many entries of one name as there may be cost what one does', () => {
    const start = performance.now();
    const entries = zipEntries(repeated(zeros, 60_000));
    expect(entries.map(({ name }) => name)).toEqual(['junit.xml']);
    for (const entry of entries) entry.read(32 * 1024 * 1024);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  const plain = zipSync({
    'a.txt': text('a text that is long enough to be worth packing. '.repeat(9)),
  });
  test.each<[string, Uint8Array, string]>([
    ['no archive', text('not an archive at all, but long enough'), 'the archive has no directory'],
    ['nothing', new Uint8Array(0), 'the archive has no directory'],
    [
      'more entries than there are',
      repeated(plain, 1).map((byte, index, all) => (index === all.length - 12 ? 9 : byte)),
      'the directory ends after 1 of 9 entries',
    ],
    ['a file beyond the end', withField(plain, 20, 0xfffffff), 'a.txt ends after the archive'],
    ['a file elsewhere', withField(plain, 42, 3), 'a.txt is not where the directory says'],
    ['another checksum', withField(plain, 16, 1), 'a.txt is damaged'],
    ['a shorter file', withField(plain, 20, 9), 'a.txt cannot be unpacked'],
    [
      'a method that is none',
      withField(plain, 10, 99),
      'a.txt uses the unknown compression method 99',
    ],
    ['sizes of ZIP64', withField(plain, 24, 0xffffffff), 'a.txt is in ZIP64 format'],
  ])('%s: %#', (_name, archive, message) => {
    expect(() => zipEntries(archive).map((entry) => entry.read(most))).toThrow(message);
  });

  test('whatever the bytes are, it ends in entries or in an error that says so', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(plain.length - 1), fc.nat(255)), { maxLength: 8 }),
        (changes) => {
          const bytes = Uint8Array.from(plain);
          for (const [at, value] of changes) bytes[at] = value;
          try {
            for (const entry of zipEntries(bytes)) entry.read(most);
          } catch (error) {
            expect(error).toBeInstanceOf(ZipError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
