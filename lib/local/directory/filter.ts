import type { BerReader } from 'ldapts';
import { enter, MalformedPacket, must, readBytes, readText } from './ber';
import { dnKey } from './dn';
import type { Entry, Value } from './entry';
import { sidToBuffer } from './sid';
import type { Store } from './store';

/** A search filter (RFC 4511, section 4.5.1.7). Attribute names are as the client wrote them. */
export type Filter =
  | { kind: 'and' | 'or'; filters: Filter[] }
  | { kind: 'not'; filter: Filter }
  | { kind: 'equal' | 'atLeast' | 'atMost'; attribute: string; value: Buffer }
  | { kind: 'present'; attribute: string }
  | { kind: 'substrings'; attribute: string; initial: string; any: string[]; final: string }
  | { kind: 'extensible'; rule: string; attribute: string; value: string };

/** A matching rule that this directory does not know (result code 18). */
export class UnknownMatchingRule extends Error {
  override name = 'UnknownMatchingRule';
}

const MAX_DEPTH = 32;

/** Reads the filter at the reader's offset. @throws MalformedPacket */
export function readFilter(reader: BerReader, depth = 0): Filter {
  if (depth > MAX_DEPTH) throw new MalformedPacket(`A filter may be nested ${MAX_DEPTH} levels deep.`);
  const tag = must(reader.peek(), 'a filter');
  switch (tag) {
    case 0xa0:
    case 0xa1: {
      const end = enter(reader, tag, 'a filter');
      const filters: Filter[] = [];
      while (reader.offset < end) filters.push(readFilter(reader, depth + 1));
      return { kind: tag === 0xa0 ? 'and' : 'or', filters };
    }
    case 0xa2:
      enter(reader, tag, 'a filter');
      return { kind: 'not', filter: readFilter(reader, depth + 1) };
    case 0xa3:
    case 0xa5:
    case 0xa6:
    case 0xa8: {
      enter(reader, tag, 'a filter');
      const kind = tag === 0xa5 ? 'atLeast' : tag === 0xa6 ? 'atMost' : 'equal';
      return { kind, attribute: readText(reader, 'an attribute'), value: readBytes(reader, 'a value') };
    }
    case 0xa4:
      return readSubstrings(reader);
    case 0x87:
      return { kind: 'present', attribute: readText(reader, 'an attribute', 0x87) };
    case 0xa9:
      return readExtensible(reader);
    default:
      throw new MalformedPacket(`There is no filter with tag 0x${tag.toString(16)}.`);
  }
}

function readSubstrings(reader: BerReader): Filter {
  enter(reader, 0xa4, 'a filter');
  const attribute = readText(reader, 'an attribute');
  const end = enter(reader, 0x30, 'substrings');
  const filter = { kind: 'substrings' as const, attribute, initial: '', any: [] as string[], final: '' };
  while (reader.offset < end) {
    const tag = must(reader.peek(), 'a substring');
    const text = readText(reader, 'a substring', tag);
    if (tag === 0x80) filter.initial = text;
    else if (tag === 0x81) filter.any.push(text);
    else if (tag === 0x82) filter.final = text;
    else throw new MalformedPacket(`There is no substring with tag 0x${tag.toString(16)}.`);
  }
  return filter;
}

function readExtensible(reader: BerReader): Filter {
  const end = enter(reader, 0xa9, 'a filter');
  const filter = { kind: 'extensible' as const, rule: '', attribute: '', value: '' };
  while (reader.offset < end) {
    const tag = must(reader.peek(), 'a matching rule');
    const text = readText(reader, 'a matching rule', tag);
    if (tag === 0x81) filter.rule = text;
    else if (tag === 0x82) filter.attribute = text;
    else if (tag === 0x83) filter.value = text;
  }
  return filter;
}

/** Whether an entry matches. @throws UnknownMatchingRule */
export function matches(store: Store, entry: Entry, filter: Filter): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.filters.every((part) => matches(store, entry, part));
    case 'or':
      return filter.filters.some((part) => matches(store, entry, part));
    case 'not':
      return !matches(store, entry, filter.filter);
    case 'present':
      return store.values(entry, filter.attribute).length > 0;
    case 'equal':
      return store.values(entry, filter.attribute).some((v) => equal(filter.attribute, v, filter.value));
    case 'atLeast':
      return store.values(entry, filter.attribute).some((v) => compare(v, filter.value) >= 0);
    case 'atMost':
      return store.values(entry, filter.attribute).some((v) => compare(v, filter.value) <= 0);
    case 'substrings':
      return store.values(entry, filter.attribute).some((v) => hasSubstrings(v, filter));
    case 'extensible':
      return matchesRule(store, entry, filter);
  }
}

const DN_ATTRIBUTES = new Set(['member', 'memberof', 'manager', 'distinguishedname', 'objectcategory']);
const fold = (text: string) => text.normalize('NFC').toLowerCase();

/** Whether a value equals an asserted one under the attribute's syntax (text, DN, SID or bytes). */
export function equal(attribute: string, value: Value, asserted: Buffer): boolean {
  const name = attribute.toLowerCase();
  if (Buffer.isBuffer(value)) {
    if (value.equals(asserted)) return true;
    return name === 'objectsid' && sidToBuffer(asserted.toString()) !== null
      ? value.equals(sidToBuffer(asserted.toString()) ?? Buffer.alloc(0))
      : false;
  }
  const text = asserted.toString('utf8');
  // Active Directory accepts the class's short name in place of the category's whole DN.
  if (name === 'objectcategory' && !text.includes('=')) return fold(value).startsWith(`cn=${fold(text)},`);
  if (DN_ATTRIBUTES.has(name)) return dnKey(text) !== null && dnKey(value) === dnKey(text);
  return fold(value) === fold(text);
}

function compare(value: Value, asserted: Buffer): number {
  const [a, b] = [String(value), asserted.toString('utf8')];
  if (/^-?\d{1,19}$/.test(a) && /^-?\d{1,19}$/.test(b)) return Number(BigInt(a) - BigInt(b));
  return fold(a).localeCompare(fold(b));
}

function hasSubstrings(value: Value, filter: Extract<Filter, { kind: 'substrings' }>): boolean {
  if (Buffer.isBuffer(value)) return false;
  let rest = fold(value);
  if (!rest.startsWith(fold(filter.initial))) return false;
  rest = rest.slice(fold(filter.initial).length);
  for (const part of filter.any.map(fold)) {
    const at = rest.indexOf(part);
    if (at < 0) return false;
    rest = rest.slice(at + part.length);
  }
  return rest.endsWith(fold(filter.final));
}

/** Matching rules of [MS-ADTS] 3.1.1.3.4.4: chains of members, and bits of a number. */
function matchesRule(store: Store, entry: Entry, filter: Extract<Filter, { kind: 'extensible' }>): boolean {
  const attribute = filter.attribute.toLowerCase();
  switch (filter.rule) {
    case '1.2.840.113556.1.4.1941': {
      const key = dnKey(filter.value);
      if (key === null) return false;
      if (attribute === 'memberof') return store.membersOf(key).has(entry.key);
      return attribute === 'member' && store.membersOf(entry.key).has(key);
    }
    case '1.2.840.113556.1.4.803':
    case '1.2.840.113556.1.4.804': {
      const mask = Number(filter.value) >>> 0;
      return store.values(entry, filter.attribute).some((value) => {
        const common = ((Number(value) >>> 0) & mask) >>> 0;
        return filter.rule.endsWith('803') ? common === mask : common !== 0;
      });
    }
    default:
      throw new UnknownMatchingRule(`Unknown matching rule "${filter.rule}".`);
  }
}
