// A zip archive made by hand, so that tests can hold one that no honest program would write: members by name, sizes
// that are not true, a flag that says it is locked.
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipMember {
  readonly name: string;
  readonly content: string | Buffer;
  /** What the archive says of the size. */
  readonly statedSize?: number;
  readonly isEncrypted?: boolean;
}

export function zipFile(members: readonly ZipMember[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const content = Buffer.from(member.content);
    const packed = deflateRawSync(content);
    const fields = fieldsOf(member, content, packed);
    const name = Buffer.from(member.name);
    const local = Buffer.concat([mark(0x04034b50), fields, sizes(name.length, 0), name]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const head = Buffer.concat([mark(0x02014b50), Buffer.from([20, 0]), fields, sizes(name.length, 0), place, name]);
    bodies.push(local, packed);
    directory.push(head);
    offset += local.length + packed.length;
  }
  const all = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(all.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, all, mark(0x06054b50), end]);
}

/** From the version that is needed to the uncompressed size. */
function fieldsOf(member: ZipMember, content: Buffer, packed: Buffer): Buffer {
  const fields = Buffer.alloc(22);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(0x0800 | (member.isEncrypted === true ? 1 : 0), 2);
  fields.writeUInt16LE(8, 4);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(member.statedSize ?? content.length, 18);
  return fields;
}

function sizes(name: number, extra: number): Buffer {
  const both = Buffer.alloc(4);
  both.writeUInt16LE(name, 0);
  both.writeUInt16LE(extra, 2);
  return both;
}

function mark(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
