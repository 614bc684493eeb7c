/** A distinguished name that does not follow RFC 4514. */
export class DnSyntaxError extends Error {
  override name = 'DnSyntaxError';
}

export interface Rdn {
  /** Attribute type in lower case, e.g. `cn`. */
  type: string;
  /** The value, unescaped. */
  value: string;
}

interface Character {
  text: string;
  escaped: boolean;
}

const HEX_PAIR = /^[0-9a-f]{2}$/i;

/** Splits into characters with RFC 4514 escapes resolved; a run of hex pairs is one UTF-8 text. */
function readCharacters(dn: string): Character[] {
  const characters: Character[] = [];
  for (let at = 0; at < dn.length; at += 1) {
    if (dn[at] !== '\\') {
      characters.push({ text: dn.charAt(at), escaped: false });
      continue;
    }
    const bytes: number[] = [];
    while (dn[at] === '\\' && HEX_PAIR.test(dn.slice(at + 1, at + 3))) {
      bytes.push(Number.parseInt(dn.slice(at + 1, at + 3), 16));
      at += 3;
    }
    if (bytes.length > 0) {
      characters.push({ text: Buffer.from(bytes).toString('utf8'), escaped: true });
      at -= 1;
    } else {
      at += 1;
      if (at >= dn.length) throw new DnSyntaxError('The name ends in the middle of an escape.');
      characters.push({ text: dn.charAt(at), escaped: true });
    }
  }
  return characters;
}

function trim(characters: Character[]): string {
  const blank = (c: Character | undefined) => c !== undefined && !c.escaped && c.text === ' ';
  let from = 0;
  let to = characters.length;
  while (from < to && blank(characters[from])) from += 1;
  while (to > from && blank(characters[to - 1])) to -= 1;
  return characters
    .slice(from, to)
    .map((c) => c.text)
    .join('');
}

/**
 * Parses a distinguished name (RFC 4514) into its parts, the leaf first.
 * Multi-valued parts and quoted values are not supported.
 *
 * @throws DnSyntaxError
 */
export function parseDn(dn: string): Rdn[] {
  if (dn.trim() === '') return [];
  const parts: Character[][] = [[]];
  for (const character of readCharacters(dn)) {
    if (!character.escaped && character.text === ',') parts.push([]);
    else if (!character.escaped && /["+<>;]/.test(character.text))
      throw new DnSyntaxError(`"${character.text}" must be escaped.`);
    else parts[parts.length - 1]?.push(character);
  }
  return parts.map((part) => {
    const equals = part.findIndex((c) => !c.escaped && c.text === '=');
    const type = trim(part.slice(0, Math.max(equals, 0))).toLowerCase();
    if (type === '') throw new DnSyntaxError('Each part must look like type=value.');
    return { type, value: trim(part.slice(equals + 1)) };
  });
}

/** Escapes a value for use in a distinguished name (RFC 4514, section 2.4). */
export function escapeRdnValue(value: string): string {
  return value.replace(/[\\,+"<>;=#]/g, '\\$&').replace(/^ | $/g, '\\ ');
}

/** A text that is equal for equal names, whatever their case, escapes and spacing; null if malformed. */
export function dnKey(dn: string): string | null {
  try {
    return parseDn(dn)
      .map(({ type, value }) => `${type}=${encodeURIComponent(value.normalize('NFC').toLowerCase())}`)
      .join(',');
  } catch (error) {
    if (error instanceof DnSyntaxError) return null;
    throw error;
  }
}

/** How many levels `key` lies below `base` (both from {@link dnKey}); 0 is the same, null is not below. */
export function levelsBelow(key: string, base: string): number | null {
  if (key === base) return 0;
  if (!key.endsWith(`,${base}`)) return null;
  return key.slice(0, -base.length - 1).split(',').length;
}
