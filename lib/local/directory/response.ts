import { Ber, BerWriter } from 'ldapts';
import type { Value } from './entry';
import { PAGED_RESULTS } from './request';

/** Result codes of RFC 4511, appendix A, that this directory or a tap before it gives. */
export const ResultCode = {
  success: 0,
  operationsError: 1,
  protocolError: 2,
  sizeLimitExceeded: 4,
  compareFalse: 5,
  compareTrue: 6,
  authMethodNotSupported: 7,
  unavailableCriticalExtension: 12,
  inappropriateMatching: 18,
  noSuchObject: 32,
  invalidDnSyntax: 34,
  invalidCredentials: 49,
  busy: 51,
  unwillingToPerform: 53,
} as const;

export type ResultCode = (typeof ResultCode)[keyof typeof ResultCode];

export const ResponseTag = {
  bind: 0x61,
  entry: 0x64,
  searchDone: 0x65,
  compare: 0x6f,
  extended: 0x78,
} as const;

function message(
  id: number,
  tag: number,
  body: (writer: BerWriter) => void,
  controls?: (w: BerWriter) => void,
) {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(tag);
  body(writer);
  writer.endSequence();
  controls?.(writer);
  writer.endSequence();
  return writer.buffer;
}

/** Encodes an LDAPResult; a `cookie` adds the paged results control of RFC 2696. */
export function encodeResult(
  id: number,
  tag: number,
  code: ResultCode,
  text = '',
  { cookie, responseValue }: { cookie?: string; responseValue?: string } = {},
): Buffer {
  const body = (writer: BerWriter) => {
    writer.writeEnumeration(code);
    writer.writeString('');
    writer.writeString(text);
    if (responseValue !== undefined) writer.writeString(responseValue, 0x8b);
  };
  return message(id, tag, body, cookie === undefined ? undefined : (w) => writePage(w, cookie));
}

function writePage(writer: BerWriter, cookie: string): void {
  const value = new BerWriter();
  value.startSequence();
  value.writeInt(0);
  value.writeString(cookie);
  value.endSequence();
  writer.startSequence(0xa0);
  writer.startSequence();
  writer.writeString(PAGED_RESULTS);
  writer.writeBuffer(value.buffer, Ber.OctetString);
  writer.endSequence();
  writer.endSequence();
}

/** Encodes one found entry. */
export function encodeEntry(id: number, dn: string, attributes: [string, Value[]][]): Buffer {
  return message(id, ResponseTag.entry, (writer) => {
    writer.writeString(dn);
    writer.startSequence();
    for (const [name, values] of attributes) {
      writer.startSequence();
      writer.writeString(name);
      writer.startSequence(0x31);
      for (const value of values) {
        if (Buffer.isBuffer(value)) writer.writeBuffer(value, Ber.OctetString);
        else writer.writeString(value);
      }
      writer.endSequence();
      writer.endSequence();
    }
    writer.endSequence();
  });
}
