import { Inflate } from 'fflate';

/** A file in an archive. Its content is unpacked when it is asked for. */
export interface ArchiveMember {
  /** Its path in the archive, with forward slashes; one of its own for each. */
  readonly name: string;
  readonly read: () => UnpackedMember;
}

export interface UnpackedMember {
  /** As much as could be unpacked. */
  readonly bytes: Uint8Array;
  /** What is wrong with it; null: nothing. */
  readonly problem: string | null;
}

export interface ArchiveListing {
  readonly members: readonly ArchiveMember[];
  /** What is wrong with the archive as a whole. */
  readonly problems: readonly string[];
}

/** A small archive may unpack to more than any machine holds: beyond these it is not unpacked. Bytes. */
export const archiveLimits = { member: 64 * 2 ** 20, whole: 256 * 2 ** 20, members: 5000 } as const;

interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  /** Of its own header in the archive. */
  readonly at: number;
}

/**
 * What a zip archive holds, as a deployed project (`.ispac`) is one: by its directory, or, where that is cut off, by the headers of its members. Never throws, and unpacks no more than `limits` allow,
 * whatever the archive says of its sizes.
 */
export function readArchive(
  bytes: Uint8Array,
  limits: { readonly member: number; readonly whole: number; readonly members: number } = archiveLimits,
): ArchiveListing {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const problems: string[] = [];
  const directory = directoryEntries(view);
  if (directory.isCut)
    problems.push('its directory is damaged or cut off: what stands before the damage is read');
  const all = directory.isCut && directory.entries.length === 0 ? headerEntries(view) : directory.entries;
  if (all.length === 0 && directory.isCut) problems.push('no file is found in it');
  if (all.length > limits.members)
    problems.push(`it holds ${all.length} files, of which the first ${limits.members} are read`);
  let left = limits.whole;
  const taken = new Set<string>();
  const members = all.slice(0, limits.members).map((entry): ArchiveMember => {
    let name = entry.name;
    for (let count = 2; taken.has(name.toLowerCase()); count++) name = `${entry.name} (${count})`;
    taken.add(name.toLowerCase());
    return {
      name,
      read: () => {
        const member = unpack(bytes, view, entry, Math.min(limits.member, left));
        left = Math.max(0, left - member.bytes.length);
        return member;
      },
    };
  });
  return { members, problems };
}

const endMark = 0x06054b50;
const directoryMark = 0x02014b50;
const headerMark = 0x04034b50;

function directoryEntries(view: DataView): { readonly entries: readonly Entry[]; readonly isCut: boolean } {
  const size = view.byteLength;
  let end = -1;
  // A comment of up to 65,535 bytes may stand behind the end's 22.
  for (let at = size - 22; at >= 0 && at >= size - 22 - 0xffff && end < 0; at--)
    if (view.getUint32(at, true) === endMark) end = at;
  if (end < 0) return { entries: [], isCut: true };
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const entries: Entry[] = [];
  for (let i = 0; i < count; i++) {
    if (at + 46 > size || view.getUint32(at, true) !== directoryMark) return { entries, isCut: true };
    const name = view.getUint16(at + 28, true);
    const extra = view.getUint16(at + 30, true);
    const comment = view.getUint16(at + 32, true);
    if (at + 46 + name > size) return { entries, isCut: true };
    entries.push({
      name: nameAt(view, at + 46, name),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      unpacked: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    });
    at += 46 + name + extra + comment;
  }
  return { entries, isCut: false };
}

/** Members by their own headers, one behind the other, as far as these say how long they are. */
function headerEntries(view: DataView): readonly Entry[] {
  const entries: Entry[] = [];
  let at = 0;
  while (at + 30 <= view.byteLength && view.getUint32(at, true) === headerMark) {
    const name = view.getUint16(at + 26, true);
    const flags = view.getUint16(at + 6, true);
    const packed = view.getUint32(at + 18, true);
    if (at + 30 + name > view.byteLength) break;
    // The sizes stand behind the data: where that ends is not known.
    const isOpen = (flags & 8) !== 0 && packed === 0;
    entries.push({
      name: nameAt(view, at + 30, name),
      flags,
      method: view.getUint16(at + 8, true),
      crc: view.getUint32(at + 14, true),
      packed: isOpen ? view.byteLength : packed,
      unpacked: view.getUint32(at + 22, true),
      at,
    });
    if (isOpen) break;
    at += 30 + name + view.getUint16(at + 28, true) + packed;
  }
  return entries;
}

/** Packages are parts of a container whose names are escaped as in addresses: `Load%20all.dtsx`. */
function nameAt(view: DataView, at: number, length: number): string {
  const written = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at, length));
  let name = written;
  try {
    name = decodeURIComponent(written);
  } catch {
    // A name with a lonely percent sign is what it is.
  }
  return name.replaceAll('\\', '/').replace(/^\/+/, '');
}

function unpack(bytes: Uint8Array, view: DataView, entry: Entry, limit: number): UnpackedMember {
  const nothing = new Uint8Array(0);
  if ((entry.flags & 1) !== 0) return { bytes: nothing, problem: 'it is encrypted' };
  if (entry.at + 30 > view.byteLength || view.getUint32(entry.at, true) !== headerMark)
    return { bytes: nothing, problem: 'its data is not where the directory says' };
  const start = entry.at + 30 + view.getUint16(entry.at + 26, true) + view.getUint16(entry.at + 28, true);
  const data = bytes.subarray(start, start + entry.packed);
  if (entry.method !== 0 && entry.method !== 8)
    return { bytes: nothing, problem: `it is packed in a way that is not known (${entry.method})` };
  const { whole, problem } =
    entry.method === 8 ? inflated(data, limit) : { whole: data.subarray(0, limit), problem: null };
  if (problem !== null) return { bytes: whole, problem };
  if (data.length > limit && entry.method === 0) return { bytes: whole, problem: tooMuch(limit) };
  const isWhole = crcOf(whole) === entry.crc;
  return { bytes: whole, problem: isWhole ? null : 'it is damaged: its checksum is another' };
}

function tooMuch(limit: number): string {
  return `it unpacks to more than ${Math.floor((limit / 2 ** 20) * 10) / 10} MB, of which no more is read`;
}

/** What is taken in at once: it unpacks to a thousand times as much at the most. */
const step = 16384;

function inflated(
  data: Uint8Array,
  limit: number,
): { readonly whole: Uint8Array; readonly problem: string | null } {
  const parts: Uint8Array[] = [];
  let size = 0;
  let problem: string | null = null;
  const stream = new Inflate((part) => {
    if (size + part.length > limit) problem = tooMuch(limit);
    const kept = part.subarray(0, limit - size);
    parts.push(kept);
    size += kept.length;
  });
  try {
    for (let at = 0; at < data.length && problem === null; at += step)
      stream.push(data.subarray(at, at + step), at + step >= data.length);
  } catch (error) {
    problem = `it is damaged: ${error instanceof Error ? error.message : String(error)}`;
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return { whole, problem };
}

const crcTable = Uint32Array.from({ length: 256 }, (_, start) => {
  let crc = start;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

function crcOf(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
