import type { ContractAccounts } from '@/lib/auth/directory/contract/domain';
import type { DirectorySeed, UserSeed } from './seed';

export const PASSWORD = 'Passw0rd!23';
export const SERVICE = { sam: 'svc-portal', password: 'Service-Passw0rd!23' };
export const CONTRACT_LOCKOUT = { threshold: 3, durationMs: 60_000, windowMs: 60_000 };
const BASE = 'DC=corp,DC=example,DC=test';
/** How the product is configured for this domain, but for the address and the authority. */
export const CONTRACT_CONFIG = {
  serviceUser: `${SERVICE.sam}@corp.example.test`,
  servicePassword: SERVICE.password,
  baseDn: BASE,
  upnSuffix: 'corp.example.test',
  netbiosDomain: 'CORP',
};
const OPS = "O'Brien (ops)*, back\\slash";

const user = (sam: string, rest: Partial<UserSeed> = {}): UserSeed => ({ sam, password: PASSWORD, ...rest });

/** A small domain with one account for each case of the contract. */
export function contractSeed(): DirectorySeed {
  return {
    domain: 'corp.example.test',
    netbios: 'CORP',
    users: [
      { ...SERVICE, unit: 'Service' },
      user('alice', { displayName: 'Alice Ops', mail: 'alice@corp.example.test' }),
      user('bob'),
      user('carol', { primaryGroup: 'primary-grp' }),
      user('disabled1', { disabled: true }),
      user('expired1', { expires: new Date('2020-01-01') }),
      user('mustchange1', { mustChangePassword: true }),
      user('pwexpired1', { passwordExpired: true }),
      user('hours1', { noLogonHours: true }),
      user('wks1', { workstations: 'OTHERPC' }),
      user('twin'),
      user('other-twin', { upn: 'twin@corp.example.test' }),
      user('zoë', { cn: 'Zoë Müller', displayName: 'Zoë Müller' }),
      user("o'brien", { cn: OPS, unit: 'Ops, East', displayName: "O'Brien (ops)*" }),
    ],
    groups: [
      { sam: 'team-east', members: ['alice', "o'brien"] },
      { sam: 'team-emea', members: ['team-east'] },
      { sam: 'portal-viewer', members: ['team-emea'] },
      { sam: 'portal-admin', members: ['carol'] },
      { sam: 'loop-a', members: ['loop-b'] },
      { sam: 'loop-b', members: ['loop-a', 'bob'] },
      { sam: 'ops-eu-team', cn: 'Ops (EU)*, \\team', members: ["o'brien"] },
      { sam: 'primary-grp' },
      { sam: 'zürich-ops', cn: 'Zürich Ops' },
      { sam: 'zürich-dev' },
    ],
  };
}

/** What the contract expects of {@link contractSeed}. */
export const CONTRACT_ACCOUNTS: ContractAccounts = {
  password: PASSWORD,
  user: { sam: 'alice', displayName: 'Alice Ops', mail: 'alice@corp.example.test' },
  awkward: [
    { sam: 'zoë', displayName: 'Zoë Müller', dn: `CN=Zoë Müller,OU=Staff,${BASE}` },
    {
      sam: "o'brien",
      displayName: "O'Brien (ops)*",
      dn: `CN=O'Brien (ops)*\\, back\\\\slash,OU=Ops\\, East,${BASE}`,
    },
  ],
  refused: [
    { sam: 'disabled1', code: 'account-disabled', subCode: '533' },
    { sam: 'expired1', code: 'account-expired', subCode: '701' },
    { sam: 'mustchange1', code: 'must-change-password', subCode: '773' },
    { sam: 'pwexpired1', code: 'password-expired', subCode: '532' },
    { sam: 'hours1', code: 'not-now', subCode: '530' },
    { sam: 'wks1', code: 'not-now', subCode: '531' },
  ],
  ambiguous: { sam: 'twin' },
  threshold: CONTRACT_LOCKOUT.threshold,
  nested: { sam: 'alice', group: 'portal-viewer' },
  primary: { sam: 'carol', group: 'primary-grp' },
  looped: { sam: 'bob', groups: ['loop-a', 'loop-b'] },
  highest: { sam: 'carol', group: 'portal-admin' },
  outside: 'zoë',
  awkwardGroup: {
    sam: 'ops-eu-team',
    cn: 'Ops (EU)*, \\team',
    dn: `CN=Ops (EU)*\\, \\\\team,OU=Groups,${BASE}`,
  },
};
