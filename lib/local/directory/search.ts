import { dnKey } from './dn';
import type { Entry, Value } from './entry';
import { matches, UnknownMatchingRule } from './filter';
import type { SearchRequest } from './request';
import { PAGED_RESULTS, WHO_AM_I } from './request';
import { ResultCode } from './response';
import { sidToBuffer } from './sid';
import type { Store } from './store';

/** Entries that a domain controller returns at once by default (MaxPageSize). */
export const MAX_PAGE_SIZE = 1000;

export interface Found {
  dn: string;
  attributes: [string, Value[]][];
}

export interface SearchOutcome {
  code: ResultCode;
  text: string;
  found: Found[];
  /** Set for a paged search: where the next page begins, empty after the last. */
  cookie?: string;
}

const failed = (code: ResultCode, text: string): SearchOutcome => ({ code, text, found: [] });

/** Runs a search for somebody who is bound; the root entry is open to everyone. */
export function search(store: Store, request: SearchRequest, bound: boolean): SearchOutcome {
  if (request.base === '' && request.scope === 'base') {
    const found = [{ dn: '', attributes: chosen(rootAttributes(store), request) }];
    return { code: ResultCode.success, text: '', found };
  }
  if (!bound) {
    return failed(ResultCode.operationsError, '000004DC: a successful bind must be completed first, data 0');
  }
  const baseKey = baseKeyOf(store, request.base);
  if (baseKey === null) return failed(ResultCode.invalidDnSyntax, '0000208F: NameErr, data 0');
  if (!store.byKey(baseKey)) return failed(ResultCode.noSuchObject, '0000208D: NameErr (NO_OBJECT), data 0');
  try {
    const hits = store.within(baseKey, request.scope).filter((e) => matches(store, e, request.filter));
    return paginate(store, hits, request);
  } catch (error) {
    if (error instanceof UnknownMatchingRule) return failed(ResultCode.inappropriateMatching, error.message);
    throw error;
  }
}

/** Resolves a base given as DN or, as Active Directory allows, as `<SID=S-1-…>`. */
function baseKeyOf(store: Store, base: string): string | null {
  const sid = /^<SID=(.+)>$/i.exec(base)?.[1];
  if (sid === undefined) return dnKey(base);
  const bytes = sidToBuffer(sid);
  for (const entry of store.entries) {
    const own = entry.values('objectSid')[0];
    if (bytes && Buffer.isBuffer(own) && own.equals(bytes)) return entry.key;
  }
  return null;
}

function paginate(store: Store, hits: Entry[], request: SearchRequest): SearchOutcome {
  const { page, sizeLimit } = request;
  const from = page?.cookie ? Number(page.cookie) : 0;
  if (!Number.isInteger(from) || from < 0)
    return failed(ResultCode.unwillingToPerform, 'Unknown page cookie.');
  const pageSize = page && page.size > 0 ? Math.min(page.size, MAX_PAGE_SIZE) : MAX_PAGE_SIZE;
  const limit = sizeLimit > 0 ? Math.min(sizeLimit, pageSize) : pageSize;
  const to = Math.min(hits.length, from + limit);
  const found = hits
    .slice(from, to)
    .map((entry) => ({ dn: entry.dn, attributes: chosen(project(store, entry, request), request) }));
  const cut = to < hits.length && (!page || limit < pageSize);
  const outcome = { code: cut ? ResultCode.sizeLimitExceeded : ResultCode.success, text: '', found };
  return page ? { ...outcome, cookie: to < hits.length && !cut ? String(to) : '' } : outcome;
}

function project(store: Store, entry: Entry, { attributes, scope }: SearchRequest): [string, Value[]][] {
  const all = attributes.length === 0 || attributes.includes('*');
  const names = new Map<string, string>();
  for (const name of [...(all ? [...entry.names, 'memberOf'] : []), ...attributes]) {
    // Only a base search may ask for tokenGroups ([MS-ADTS] 3.1.1.4.5.19).
    if (name.toLowerCase() === 'tokengroups' && scope !== 'base') continue;
    names.set(name.toLowerCase(), store.spelling(entry, name));
  }
  return [...names].map(([key, name]) => [name, store.values(entry, key)]);
}

function chosen(attributes: [string, Value[]][], request: SearchRequest): [string, Value[]][] {
  const wanted = new Set(request.attributes.map((name) => name.toLowerCase()));
  const all = wanted.size === 0 || wanted.has('*');
  return attributes
    .filter(([name, values]) => values.length > 0 && (all || wanted.has(name.toLowerCase())))
    .map(([name, values]) => [name, request.typesOnly ? [] : values]);
}

function rootAttributes(store: Store): [string, Value[]][] {
  return [
    ['defaultNamingContext', [store.baseDn]],
    ['rootDomainNamingContext', [store.baseDn]],
    ['namingContexts', [store.baseDn]],
    ['dnsHostName', [`localhost.${store.domain}`]],
    ['supportedLDAPVersion', ['3']],
    ['supportedControl', [PAGED_RESULTS]],
    ['supportedExtension', [WHO_AM_I]],
    ['vendorName', ['Rota (embedded directory)']],
  ];
}
