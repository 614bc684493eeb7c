import { Ber, BerReader } from 'ldapts';
import { enter, MalformedPacket, must, readBytes, readInt, readText } from './ber';
import { type Filter, readFilter } from './filter';
import type { Scope } from './store';

export const PAGED_RESULTS = '1.2.840.113556.1.4.319';
export const WHO_AM_I = '1.3.6.1.4.1.4203.1.11.3';

export interface Page {
  size: number;
  cookie: string;
}

export interface SearchRequest {
  op: 'search';
  base: string;
  scope: Scope;
  sizeLimit: number;
  typesOnly: boolean;
  filter: Filter;
  attributes: string[];
  page: Page | null;
}

/** A request of RFC 4511 as this directory understands it. */
export type Request =
  | { op: 'bind'; version: number; name: string; password: string | null }
  | { op: 'unbind' }
  | { op: 'abandon' }
  | SearchRequest
  | { op: 'compare'; dn: string; attribute: string; value: Buffer }
  | { op: 'extended'; oid: string }
  | { op: 'write'; responseTag: number };

export interface Message {
  id: number;
  request: Request;
  /** A control marked critical that this directory does not know, if any. */
  unknownCritical: string | null;
}

interface Controls {
  page: Page | null;
  unknownCritical: string | null;
}

/** Response tag of each request that would change the directory. */
const WRITES = new Map([
  [0x66, 0x67],
  [0x68, 0x69],
  [0x4a, 0x6b],
  [0x6c, 0x6d],
]);
const SCOPES: Scope[] = ['base', 'one', 'sub'];

/** Decodes one whole message. @throws MalformedPacket, or ldapts' InvalidAsn1Error */
export function decode(packet: Buffer): Message {
  const reader = new BerReader(packet);
  enter(reader, 0x30, 'a message');
  const id = readInt(reader, 'a message id');
  if (id < 0) throw new MalformedPacket('A message id is not negative.');
  const tag = must(reader.peek(), 'a request');
  if (tag === 0x42) return { id, request: { op: 'unbind' }, unknownCritical: null };
  if (tag === 0x50) return { id, request: { op: 'abandon' }, unknownCritical: null };
  const end = enter(reader, tag, 'a request');
  const request = readRequest(reader, tag, end);
  reader.offset = end;
  const { page, unknownCritical } = readControls(reader);
  return { id, request: request.op === 'search' ? { ...request, page } : request, unknownCritical };
}

function readRequest(reader: BerReader, tag: number, end: number): Request {
  const responseTag = WRITES.get(tag);
  if (responseTag !== undefined) return { op: 'write', responseTag };
  switch (tag) {
    case 0x60:
      return {
        op: 'bind',
        version: readInt(reader, 'a version'),
        name: readText(reader, 'a name'),
        password: reader.peek() === Ber.Context ? readText(reader, 'a password', Ber.Context) : null,
      };
    case 0x63:
      return readSearch(reader);
    case 0x6e: {
      const dn = readText(reader, 'a name');
      enter(reader, 0x30, 'a comparison');
      return {
        op: 'compare',
        dn,
        attribute: readText(reader, 'an attribute'),
        value: readBytes(reader, 'a value'),
      };
    }
    case 0x77:
      return { op: 'extended', oid: readText(reader, 'an operation', 0x80) };
    default:
      throw new MalformedPacket(`There is no request with tag 0x${tag.toString(16)} (ends at ${end}).`);
  }
}

function readSearch(reader: BerReader): SearchRequest {
  const base = readText(reader, 'a base');
  const scope = SCOPES[must(reader.readEnumeration(), 'a scope')];
  if (scope === undefined) throw new MalformedPacket('The scope must be base, one level or subtree.');
  must(reader.readEnumeration(), 'alias handling');
  const sizeLimit = readInt(reader, 'a size limit');
  readInt(reader, 'a time limit');
  const typesOnly = must(reader.readBoolean(), 'a flag');
  const filter = readFilter(reader);
  const end = enter(reader, 0x30, 'attributes');
  const attributes: string[] = [];
  while (reader.offset < end) attributes.push(readText(reader, 'an attribute'));
  return { op: 'search', base, scope, sizeLimit, typesOnly, filter, attributes, page: null };
}

function readControls(reader: BerReader): Controls {
  const controls: Controls = { page: null, unknownCritical: null };
  if (reader.peek() !== 0xa0) return controls;
  const end = enter(reader, 0xa0, 'controls');
  while (reader.offset < end) {
    const controlEnd = enter(reader, 0x30, 'a control');
    const oid = readText(reader, 'a control');
    const critical = reader.peek() === Ber.Boolean ? must(reader.readBoolean(), 'a flag') : false;
    if (oid === PAGED_RESULTS) controls.page = readPage(readBytes(reader, 'a page'));
    else if (critical) controls.unknownCritical = oid;
    reader.offset = controlEnd;
  }
  return controls;
}

function readPage(value: Buffer): Page {
  const reader = new BerReader(value);
  enter(reader, 0x30, 'a page');
  return { size: readInt(reader, 'a page size'), cookie: readText(reader, 'a cookie') };
}
