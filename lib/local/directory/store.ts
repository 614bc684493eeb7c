import { dnKey, levelsBelow } from './dn';
import type { Entry, Value } from './entry';

export type Scope = 'base' | 'one' | 'sub';

const UAC_LOCKOUT = 0x10;
const OPERATIONAL = ['memberOf', 'tokenGroups', 'badPwdCount', 'msDS-User-Account-Control-Computed'];

/** The entries of the directory and what is computed from them. Read-only once built. */
export class Store {
  readonly #entries = new Map<string, Entry>();
  readonly #parents = new Map<string, Entry[]>();

  constructor(
    readonly baseDn: string,
    readonly domain: string,
    readonly netbios: string,
    entries: Entry[],
    private readonly now: () => number,
  ) {
    for (const entry of entries) {
      if (this.#entries.has(entry.key)) throw new Error(`The directory has two entries "${entry.dn}".`);
      this.#entries.set(entry.key, entry);
      for (const member of entry.values('member')) {
        const key = dnKey(String(member));
        if (key !== null) this.#parents.set(key, [...(this.#parents.get(key) ?? []), entry]);
      }
    }
  }

  get entries(): Iterable<Entry> {
    return this.#entries.values();
  }

  byKey(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  /** Entries at and below a key, as the scope of a search says (RFC 4511, section 4.5.1.2). */
  within(baseKey: string, scope: Scope): Entry[] {
    const base = this.#entries.get(baseKey);
    if (scope === 'base') return base ? [base] : [];
    return [...this.#entries.values()].filter((entry) => {
      const levels = levelsBelow(entry.key, baseKey);
      return scope === 'one' ? levels === 1 : levels !== null;
    });
  }

  /** Every group that holds one of these keys, directly or through other groups; loops are fine. */
  groupsHolding(keys: string[]): Entry[] {
    const seen = new Map<string, Entry>();
    const queue = [...keys];
    for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
      for (const group of this.#parents.get(key) ?? []) {
        if (seen.has(group.key)) continue;
        seen.set(group.key, group);
        queue.push(group.key);
      }
    }
    return [...seen.values()];
  }

  /** Keys of everything inside a group, directly or through other groups. */
  membersOf(groupKey: string): Set<string> {
    const seen = new Set<string>();
    const queue = [groupKey];
    for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
      for (const member of this.#entries.get(key)?.values('member') ?? []) {
        const memberKey = dnKey(String(member));
        if (memberKey === null || seen.has(memberKey)) continue;
        seen.add(memberKey);
        queue.push(memberKey);
      }
    }
    return seen;
  }

  /** Values of an attribute, including those that Active Directory computes on reading. */
  values(entry: Entry, attribute: string): Value[] {
    switch (attribute.toLowerCase()) {
      case 'memberof':
        return (this.#parents.get(entry.key) ?? []).map((group) => group.dn);
      case 'tokengroups':
        return this.#tokenGroups(entry);
      case 'badpwdcount':
        return entry.credentials ? [String(entry.credentials.failures)] : [];
      case 'msds-user-account-control-computed':
        return entry.credentials
          ? [String(entry.credentials.lockedUntil > this.now() ? UAC_LOCKOUT : 0)]
          : [];
      default:
        return entry.values(attribute);
    }
  }

  /** The schema's spelling of an attribute, stored or computed. */
  spelling(entry: Entry, attribute: string): string {
    const wanted = attribute.toLowerCase();
    return (
      entry.spelling(attribute) ?? OPERATIONAL.find((name) => name.toLowerCase() === wanted) ?? attribute
    );
  }

  #tokenGroups(entry: Entry): Value[] {
    const primaryId = entry.text('primaryGroupID');
    if (primaryId === '') return [];
    const primary = [...this.#entries.values()].find((g) => g.text('primaryGroupToken') === primaryId);
    const groups = new Set(this.groupsHolding(primary ? [entry.key, primary.key] : [entry.key]));
    if (primary) groups.add(primary);
    return [...groups].flatMap((group) => group.values('objectSid'));
  }
}
