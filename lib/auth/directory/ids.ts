/** Encodes a SID ("S-1-5-21-…") as Active Directory stores it ([MS-DTYP] 2.4.2.2); null if it is none. */
export function sidToBuffer(sid: string): Buffer | null {
  if (!/^S-1-\d{1,14}(-\d{1,10}){1,15}$/i.test(sid)) return null;
  const [authority = 0, ...parts] = sid.split('-').slice(2).map(Number);
  if (authority >= 2 ** 48 || parts.some((part) => part >= 2 ** 32)) return null;
  const buffer = Buffer.alloc(8 + 4 * parts.length);
  buffer.writeUInt8(1, 0);
  buffer.writeUInt8(parts.length, 1);
  buffer.writeUIntBE(authority, 2, 6);
  for (const [at, part] of parts.entries()) buffer.writeUInt32LE(part, 8 + 4 * at);
  return buffer;
}

/** Decodes an objectSid or a value of tokenGroups. @throws RangeError when the bytes are no SID */
export function sidToString(sid: Buffer): string {
  const count = sid[1] ?? 0;
  if (sid[0] !== 1 || sid.length !== 8 + 4 * count) throw new RangeError('These bytes are no SID.');
  const parts = Array.from({ length: count }, (_, at) => sid.readUInt32LE(8 + 4 * at));
  return ['S', 1, sid.readUIntBE(2, 6), ...parts].join('-');
}

/**
 * Decodes an objectGUID into its usual text; its first three fields are little-endian
 * ([MS-DTYP] 2.3.4.2). @throws RangeError unless there are 16 bytes
 */
export function guidToString(guid: Buffer): string {
  if (guid.length !== 16) throw new RangeError('A GUID has 16 bytes.');
  const hex = swap(guid).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Encodes a GUID's text as Active Directory stores it; null if it is none. */
export function guidToBuffer(guid: string): Buffer | null {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(guid)) return null;
  return swap(Buffer.from(guid.replaceAll('-', ''), 'hex'));
}

function swap(guid: Buffer): Buffer {
  const swapped = Buffer.from(guid);
  swapped.subarray(0, 4).reverse();
  swapped.subarray(4, 6).reverse();
  swapped.subarray(6, 8).reverse();
  return swapped;
}
