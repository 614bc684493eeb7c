import { createHash } from 'node:crypto';

/**
 * Encodes a security identifier ("S-1-5-21-…") as Active Directory stores it.
 * Layout: [MS-DTYP] 2.4.2.2. A text that is no SID gives null.
 */
export function sidToBuffer(sid: string): Buffer | null {
  if (!/^S-1-\d{1,15}(-\d{1,10}){1,15}$/i.test(sid)) return null;
  const [authority = 0, ...parts] = sid.split('-').slice(2).map(Number);
  if (authority > 0xffffffffffff || parts.some((part) => part > 0xffffffff)) return null;
  const buffer = Buffer.alloc(8 + 4 * parts.length);
  buffer[0] = 1;
  buffer[1] = parts.length;
  buffer.writeUIntBE(authority, 2, 6);
  parts.forEach((part, at) => {
    buffer.writeUInt32LE(part, 8 + 4 * at);
  });
  return buffer;
}

const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();

/** The domain's own SID, the same at every start. */
export function domainSidFor(domain: string): string {
  const hash = digest(`sid:${domain}`);
  return `S-1-5-21-${hash.readUInt32LE(0)}-${hash.readUInt32LE(4)}-${hash.readUInt32LE(8)}`;
}

/** The relative identifier of an account, the same at every start; at least 1000, as for real accounts. */
export function ridFor(identity: string): number {
  return 1000 + (digest(`rid:${identity.toLowerCase()}`).readUInt32LE(0) % 0x3fffffff);
}

/** The objectGUID of an entry (16 bytes), the same at every start. */
export function guidFor(identity: string): Buffer {
  return digest(`guid:${identity.toLowerCase()}`).subarray(0, 16);
}
