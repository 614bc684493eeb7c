import { credentialFactory, toFileTime } from './bind';
import { escapeRdnValue } from './dn';
import { Entry, type Value } from './entry';
import { domainSidFor, guidFor, ridFor, sidToBuffer } from './sid';
import { Store } from './store';

export interface UserSeed {
  /** sAMAccountName. */
  sam: string;
  password: string;
  /** Common name; the sAMAccountName when left out. */
  cn?: string;
  /** Organisational unit directly below the domain; `Staff` when left out. */
  unit?: string;
  /** userPrincipalName; sam@domain when left out. */
  upn?: string;
  displayName?: string;
  mail?: string;
  /** What objectGUID and SID are derived from; the sAMAccountName when left out. */
  identity?: string;
  disabled?: boolean;
  expires?: Date;
  mustChangePassword?: boolean;
  passwordExpired?: boolean;
  /** No hour of the week allows a sign-in. */
  noLogonHours?: boolean;
  /** The only computers from which the user may sign in. */
  workstations?: string;
  /** sAMAccountName of the primary group; `Domain Users` when left out. */
  primaryGroup?: string;
}

export interface GroupSeed {
  sam: string;
  cn?: string;
  identity?: string;
  /** sAMAccountNames of users and of other groups; loops are allowed. */
  members?: string[];
  description?: string;
  /** For mail only, without the security bit of groupType. */
  distribution?: boolean;
}

export interface DirectorySeed {
  /** DNS name of the domain, e.g. corp.example.test. */
  domain: string;
  /** NetBIOS name, e.g. CORP. */
  netbios: string;
  users: UserSeed[];
  groups: GroupSeed[];
}

const DOMAIN_USERS_RID = 513;
const UAC_NORMAL = 0x200;
const UAC_DISABLED = 0x2;
const UAC_PASSWORD_NEVER_EXPIRES = 0x10000;
const PASSWORD_SET = toFileTime(Date.UTC(2024, 0, 1));

/** Builds the directory's entries. @throws Error naming a member or primary group that does not exist */
export function buildStore(seed: DirectorySeed, now: () => number): Store {
  const base = seed.domain
    .split('.')
    .map((label) => `DC=${label}`)
    .join(',');
  const builder = new Builder(seed, base);
  const entries = [
    new Entry(base, {
      objectClass: ['top', 'domain'],
      dc: seed.domain.split('.')[0] ?? '',
      objectSid: required(sidToBuffer(domainSidFor(seed.domain)), seed.domain),
    }),
    ...builder.units(),
    ...builder.groups(),
    ...seed.users.map((user) => builder.user(user)),
  ];
  return new Store(base, seed.domain, seed.netbios, entries, now);
}

function required<T>(value: T | null | undefined, name: string): T {
  if (value === null || value === undefined) throw new Error(`The directory has no "${name}".`);
  return value;
}

class Builder {
  readonly #dns = new Map<string, string>();
  readonly #rids = new Map<string, number>();
  readonly #credentialsFor = credentialFactory();

  constructor(
    private readonly seed: DirectorySeed,
    private readonly base: string,
  ) {
    for (const user of seed.users) {
      this.#add(user, `CN=${escapeRdnValue(user.cn ?? user.sam)},${this.#unit(user.unit ?? 'Staff')}`);
    }
    for (const group of seed.groups) {
      this.#add(group, `CN=${escapeRdnValue(group.cn ?? group.sam)},${this.#unit('Groups')}`);
    }
    this.#rids.set('domain users', DOMAIN_USERS_RID);
    const distinct = new Set(this.#rids.values());
    if (distinct.size !== this.#rids.size) throw new Error('Two accounts of the directory share a SID.');
  }

  units(): Entry[] {
    const names = new Set(['Groups', ...this.seed.users.map((user) => user.unit ?? 'Staff')]);
    const units = [...names].map(
      (name) => new Entry(this.#unit(name), { objectClass: ['top', 'organizationalUnit'], ou: name }),
    );
    return [...units, new Entry(`CN=Users,${this.base}`, { objectClass: ['top', 'container'], cn: 'Users' })];
  }

  groups(): Entry[] {
    const domainUsers: GroupSeed = { sam: 'Domain Users', description: 'All domain users' };
    return [
      this.#group(domainUsers, `CN=Domain Users,CN=Users,${this.base}`),
      ...this.seed.groups.map((group) => this.#group(group, this.#dn(group.sam))),
    ];
  }

  user(seed: UserSeed): Entry {
    const control =
      UAC_NORMAL |
      (seed.disabled ? UAC_DISABLED : 0) |
      (seed.passwordExpired ? 0 : UAC_PASSWORD_NEVER_EXPIRES);
    const attributes: Record<string, Value | Value[]> = {
      objectClass: ['top', 'person', 'organizationalPerson', 'user'],
      objectCategory: `CN=Person,CN=Schema,CN=Configuration,${this.base}`,
      ...this.#identity(seed),
      cn: seed.cn ?? seed.sam,
      name: seed.cn ?? seed.sam,
      userPrincipalName: seed.upn ?? `${seed.sam}@${this.seed.domain}`,
      displayName: seed.displayName ?? [],
      mail: seed.mail ?? [],
      userAccountControl: String(control),
      primaryGroupID: String(this.#rid(seed.primaryGroup ?? 'Domain Users')),
      accountExpires: String(seed.expires ? toFileTime(seed.expires.getTime()) : 0n),
      pwdLastSet: String(seed.mustChangePassword ? 0n : PASSWORD_SET),
      logonHours: seed.noLogonHours ? Buffer.alloc(21) : [],
      userWorkstations: seed.workstations ?? [],
    };
    return new Entry(this.#dn(seed.sam), attributes, this.#credentialsFor(seed.password));
  }

  #group(seed: GroupSeed, dn: string): Entry {
    return new Entry(dn, {
      objectClass: ['top', 'group'],
      objectCategory: `CN=Group,CN=Schema,CN=Configuration,${this.base}`,
      ...this.#identity(seed),
      cn: seed.cn ?? seed.sam,
      name: seed.cn ?? seed.sam,
      member: (seed.members ?? []).map((member) => this.#dn(member)),
      description: seed.description ?? [],
      groupType: seed.distribution ? '2' : '-2147483646',
      primaryGroupToken: String(this.#rid(seed.sam)),
    });
  }

  #identity(seed: UserSeed | GroupSeed) {
    const sid = `${domainSidFor(this.seed.domain)}-${this.#rid(seed.sam)}`;
    return {
      sAMAccountName: seed.sam,
      objectSid: required(sidToBuffer(sid), seed.sam),
      objectGUID: guidFor(`${this.seed.domain}:${seed.identity ?? seed.sam}`),
    };
  }

  #add(seed: UserSeed | GroupSeed, dn: string): void {
    const name = seed.sam.toLowerCase();
    if (this.#dns.has(name)) throw new Error(`The directory has two accounts "${seed.sam}".`);
    this.#dns.set(name, dn);
    this.#rids.set(name, ridFor(`${this.seed.domain}:${seed.identity ?? seed.sam}`));
  }

  #unit = (name: string) => `OU=${escapeRdnValue(name)},${this.base}`;
  #dn = (sam: string) => required(this.#dns.get(sam.toLowerCase()), sam);
  #rid = (sam: string) => required(this.#rids.get(sam.toLowerCase()), sam);
}
