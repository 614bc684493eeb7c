import { Ber, BerReader } from 'ldapts';

/** A packet that is no LDAP message (RFC 4511, section 5.1). The connection is closed. */
export class MalformedPacket extends Error {
  override name = 'MalformedPacket';
}

/** The reader gives null where a packet ends too early. */
export function must<T>(value: T | null, what: string): T {
  if (value === null) throw new MalformedPacket(`The packet ends inside ${what}.`);
  return value;
}

/** Enters a constructed element and returns the offset where it ends. */
export function enter(reader: BerReader, tag: number, what: string): number {
  must(reader.readSequence(tag), what);
  const end = reader.offset + reader.length;
  if (reader.length < 0 || end > reader.buffer.length) {
    throw new MalformedPacket(`${what} is longer than its packet.`);
  }
  return end;
}

export const readText = (reader: BerReader, what: string, tag: number = Ber.OctetString) =>
  must(reader.readString(tag), what);

export const readBytes = (reader: BerReader, what: string, tag: number = Ber.OctetString) =>
  must(reader.readString(tag, true), what);

export const readInt = (reader: BerReader, what: string) => must(reader.readInt(), what);

/**
 * Length in bytes of the message at the start of a buffer, or null while its header is incomplete.
 *
 * @throws MalformedPacket when it cannot be an LDAP message or is longer than `limit` bytes
 */
export function messageLength(buffer: Buffer, limit: number): number | null {
  if (buffer.length === 0) return null;
  if (buffer[0] !== 0x30) throw new MalformedPacket('A message must be a sequence.');
  const reader = new BerReader(buffer);
  if (reader.readSequence() === null) return null;
  const total = reader.offset + reader.length;
  if (reader.length < 0 || total > limit) {
    throw new MalformedPacket(`A message may have ${limit} bytes at most.`);
  }
  return total;
}
