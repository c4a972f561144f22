import { crc32, inflateRawSync } from 'node:zlib';

/** A file of an archive. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes that the archive says the file has; it may lie. */
  readonly size: number;
  /**
   * The file's bytes; undefined when there are more of them than `maximum`, whatever the archive says. No more than that
   * is ever unpacked.
   *
   * @throws ZipError when the bytes are not those that were packed.
   */
  read(maximum: number): Uint8Array | undefined;
}

/** An archive that is none, or a file of one that cannot be unpacked. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}

const signatures = {
  entry: 0x02014b50,
  local: 0x04034b50,
  end: 0x06054b50,
  locator64: 0x07064b50,
  end64: 0x06064b50,
} as const;

/** Bytes of the record at the end of an archive, without its comment, and the longest comment. */
const endBytes = 22;
const longestComment = 0xffff;

/** What a size or place holds that is in a record of ZIP64; a file of that size is not read anyway. */
const elsewhere = 0xffffffff;

/**
 * The files that an archive's directory lists, the first of each name: any number of entries may name the same bytes, each
 * of which would be unpacked.
 *
 * By hand and not by a library: one that trusts the sizes of the directory unpacks without a bound what lies about them.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 *
 * @throws ZipError
 */
export function zipEntries(archive: Uint8Array): readonly ZipEntry[] {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const { count, start } = directoryOf(bytes);
  const entries = new Map<string, ZipEntry>();
  let at = start;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== signatures.entry) {
      throw new ZipError(`the directory ends after ${index} of ${count} entries`);
    }
    const lengths = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const [nameLength = 0, extraLength = 0, commentLength = 0] = lengths;
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    if (!entries.has(name)) entries.set(name, entryAt(bytes, at, name));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return [...entries.values()];
}

/** Number of entries and place of the directory; an archive of many files has both in a record of ZIP64. */
function directoryOf(bytes: Buffer): { readonly count: number; readonly start: number } {
  const end = endRecord(bytes);
  const locator = end - 20;
  if (locator >= 0 && bytes.readUInt32LE(locator) === signatures.locator64) {
    const at = Number(bytes.readBigUInt64LE(locator + 8));
    if (at + 56 > bytes.length || bytes.readUInt32LE(at) !== signatures.end64) {
      throw new ZipError('the archive has no directory');
    }
    const [count = 0, start = 0] = [32, 48].map((each) => Number(bytes.readBigUInt64LE(at + each)));
    return { count, start };
  }
  return { count: bytes.readUInt16LE(end + 10), start: bytes.readUInt32LE(end + 16) };
}

function endRecord(bytes: Buffer): number {
  const first = Math.max(0, bytes.length - endBytes - longestComment);
  for (let at = bytes.length - endBytes; at >= first; at -= 1) {
    if (bytes.readUInt32LE(at) === signatures.end) return at;
  }
  throw new ZipError('the archive has no directory');
}

function entryAt(bytes: Buffer, at: number, name: string): ZipEntry {
  const method = bytes.readUInt16LE(at + 10);
  const [checksum = 0, packed = 0, size = 0] = [16, 20, 24].map((offset) =>
    bytes.readUInt32LE(at + offset),
  );
  const local = bytes.readUInt32LE(at + 42);
  return {
    name,
    size,
    read: (maximum) => {
      if ([packed, size, local].includes(elsewhere))
        throw new ZipError(`${name} is in ZIP64 format`);
      if (size > maximum) return undefined;
      const content = unpack(packedBytes(bytes, local, packed, name), method, maximum, name);
      if (content !== undefined && crc32(content) !== checksum) {
        throw new ZipError(`${name} is damaged`);
      }
      return content;
    },
  };
}

/** The bytes behind an entry's own header, whose name and extra field have lengths of their own. */
function packedBytes(bytes: Buffer, local: number, length: number, name: string): Buffer {
  if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== signatures.local) {
    throw new ZipError(`${name} is not where the directory says`);
  }
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  if (start + length > bytes.length) throw new ZipError(`${name} ends after the archive`);
  return bytes.subarray(start, start + length);
}

function unpack(
  packed: Buffer,
  method: number,
  maximum: number,
  name: string,
): Uint8Array | undefined {
  if (method === 0) return packed.length > maximum ? undefined : packed;
  if (method !== 8) throw new ZipError(`${name} uses the unknown compression method ${method}`);
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, maximum) });
  } catch (error) {
    if ((error as { readonly code?: unknown } | null)?.code === 'ERR_BUFFER_TOO_LARGE') {
      return undefined;
    }
    throw new ZipError(`${name} cannot be unpacked`, { cause: error });
  }
}
