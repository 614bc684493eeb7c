import type { TLSSocket } from 'node:tls';
import { InvalidAsn1Error } from 'ldapts';
import { MalformedPacket, messageLength } from './ber';
import { bind, type LockoutPolicy } from './bind';
import { dnKey } from './dn';
import type { Entry } from './entry';
import { equal } from './filter';
import { decode, type Message, type Request, type SearchRequest, WHO_AM_I } from './request';
import { encodeEntry, encodeResult, ResponseTag, ResultCode } from './response';
import { search } from './search';
import type { Store } from './store';

/** What a connection needs of its server. */
export interface Host {
  store: Store;
  readonly lockout: LockoutPolicy;
  now(): number;
  /** Told of every bind request before it is answered. */
  onBind(name: string): void;
  /** Told of an error that is no client's fault; the connection is closed already. */
  onFault(error: unknown): void;
}

/** The longest request in bytes. */
export const MAX_REQUEST = 256 * 1024;
/** Bytes of answers that a client may leave unread. */
const MAX_UNREAD = 8 * 1024 * 1024;

/** One client: cuts its bytes into messages and answers them in order. */
export class Connection {
  #pending: Buffer = Buffer.alloc(0);
  #identity: Entry | null = null;

  constructor(
    private readonly socket: TLSSocket,
    private readonly host: Host,
  ) {
    socket.on('data', (data) => this.#receive(data));
    // Whatever went wrong on the wire, the socket closes itself; other clients are not concerned.
    socket.on('error', () => socket.destroy());
  }

  #receive(data: Buffer): void {
    this.#pending = this.#pending.length === 0 ? data : Buffer.concat([this.#pending, data]);
    try {
      for (let packet = this.#take(); packet !== null; packet = this.#take()) this.#answer(decode(packet));
    } catch (error) {
      this.socket.destroy();
      const malformed = error instanceof MalformedPacket || error instanceof InvalidAsn1Error;
      if (!malformed) this.host.onFault(error);
    }
  }

  #take(): Buffer | null {
    if (this.socket.destroyed || this.socket.writableLength > MAX_UNREAD) {
      this.socket.destroy();
      return null;
    }
    const length = messageLength(this.#pending, MAX_REQUEST);
    if (length === null || this.#pending.length < length) return null;
    const packet = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return packet;
  }

  #answer({ id, request, unknownCritical }: Message): void {
    if (unknownCritical !== null && request.op !== 'unbind' && request.op !== 'abandon') {
      const text = `Unknown critical control ${unknownCritical}.`;
      this.#send(encodeResult(id, tagFor(request), ResultCode.unavailableCriticalExtension, text));
      return;
    }
    switch (request.op) {
      case 'unbind':
        this.socket.end();
        return;
      case 'abandon':
        return;
      case 'bind':
        this.#send(this.#bind(id, request));
        return;
      case 'search':
        this.#search(id, request);
        return;
      case 'compare':
        this.#send(this.#compare(id, request));
        return;
      case 'extended':
        this.#send(this.#extended(id, request.oid));
        return;
      case 'write':
        this.#send(
          encodeResult(id, request.responseTag, ResultCode.unwillingToPerform, 'Read-only directory.'),
        );
    }
  }

  #bind(id: number, { version, name, password }: Extract<Request, { op: 'bind' }>): Buffer {
    this.host.onBind(name);
    const reply = (code: ResultCode, text = '') => encodeResult(id, ResponseTag.bind, code, text);
    if (version !== 3) return reply(ResultCode.protocolError, 'Only LDAP version 3 is supported.');
    if (password === null) return reply(ResultCode.authMethodNotSupported, 'SASL is not supported.');
    const result = bind(this.host.store, this.host.lockout, this.host.now(), name, password);
    // As on a real domain controller, a refused bind leaves the earlier identity in place.
    if (!result.ok) {
      const text = `80090308: LdapErr: DSID-0C090000, comment: AcceptSecurityContext error, data ${result.subCode}, v4f7c`;
      return reply(ResultCode.invalidCredentials, text);
    }
    this.#identity = result.entry;
    return reply(ResultCode.success);
  }

  #search(id: number, request: SearchRequest): void {
    const { code, text, found, cookie } = search(this.host.store, request, this.#identity !== null);
    for (const { dn, attributes } of found) this.#send(encodeEntry(id, dn, attributes));
    const options = cookie === undefined ? {} : { cookie };
    this.#send(encodeResult(id, ResponseTag.searchDone, code, text, options));
  }

  #compare(id: number, { dn, attribute, value }: Extract<Request, { op: 'compare' }>): Buffer {
    const reply = (code: ResultCode) => encodeResult(id, ResponseTag.compare, code);
    if (!this.#identity) return reply(ResultCode.operationsError);
    const key = dnKey(dn);
    const entry = key === null ? undefined : this.host.store.byKey(key);
    if (!entry) return reply(ResultCode.noSuchObject);
    const same = this.host.store.values(entry, attribute).some((own) => equal(attribute, own, value));
    return reply(same ? ResultCode.compareTrue : ResultCode.compareFalse);
  }

  #extended(id: number, oid: string): Buffer {
    if (oid !== WHO_AM_I) {
      return encodeResult(id, ResponseTag.extended, ResultCode.protocolError, `Unknown operation ${oid}.`);
    }
    const name = this.#identity?.text('sAMAccountName');
    const responseValue = name === undefined ? '' : `u:${this.host.store.netbios}\\${name}`;
    return encodeResult(id, ResponseTag.extended, ResultCode.success, '', { responseValue });
  }

  #send(bytes: Buffer): void {
    if (this.socket.writable) this.socket.write(bytes);
  }
}

function tagFor(request: Exclude<Request, { op: 'unbind' | 'abandon' }>): number {
  if (request.op === 'write') return request.responseTag;
  return request.op === 'search' ? ResponseTag.searchDone : ResponseTag[request.op];
}
