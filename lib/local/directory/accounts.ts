import type { DirectorySeed } from './seed';

/** The password of every demo account. */
export const DEMO_PASSWORD = 'Rota-demo-2026';

export const DEMO_DOMAIN = 'corp.example.test';
export const DEMO_NETBIOS = 'CORP';
export const DEMO_BASE_DN = 'DC=corp,DC=example,DC=test';

/** The account with which the product looks up users (userPrincipalName). */
export const DEMO_SERVICE_USER = `svc-rota@${DEMO_DOMAIN}`;
export const DEMO_SERVICE_PASSWORD = 'Rota-service-2026';

/** Groups that a role is given to, from the weakest to the strongest. */
export const DEMO_ROLE_GROUPS = {
  viewer: 'rota-viewers',
  operator: 'rota-operators',
  editor: 'rota-editors',
  administrator: 'rota-admins',
} as const;

/** The variables that point the product at this directory; its address and CA, known once it runs, come beside them. */
export const DEMO_DIRECTORY_ENV = {
  LDAP_BIND_USER: DEMO_SERVICE_USER,
  LDAP_BIND_PASSWORD: DEMO_SERVICE_PASSWORD,
  LDAP_BASE_DN: DEMO_BASE_DN,
  LDAP_UPN_SUFFIX: DEMO_DOMAIN,
  LDAP_NETBIOS_DOMAIN: DEMO_NETBIOS,
  ROTA_VIEWER_GROUPS: DEMO_ROLE_GROUPS.viewer,
  ROTA_OPERATOR_GROUPS: DEMO_ROLE_GROUPS.operator,
  ROTA_EDITOR_GROUPS: DEMO_ROLE_GROUPS.editor,
  ROTA_ADMINISTRATOR_GROUPS: DEMO_ROLE_GROUPS.administrator,
} as const;

/** Accounts that the demo prints, with what each is for. */
export const DEMO_ACCOUNTS = [
  { name: 'admin', displayName: 'Ada Marsh', purpose: 'administrator' },
  { name: 'editor', displayName: 'Emil Novak', purpose: 'editor, through the group team-crm' },
  { name: 'operator', displayName: 'Oona Petrov', purpose: 'operator' },
  { name: 'viewer', displayName: 'Vera Lindqvist', purpose: 'viewer' },
  { name: 'outsider', displayName: 'Otto Brandt', purpose: 'may not use Rota (no role group)' },
  {
    name: 'payments',
    displayName: 'Pia Moreau',
    purpose: 'in team-payments, a group that has no role until one is granted',
  },
  { name: 'leaver', displayName: 'Lea Fontaine', purpose: 'disabled account' },
] as const;

/** The directory of the demo. */
export function demoDirectory(): DirectorySeed {
  return {
    domain: DEMO_DOMAIN,
    netbios: DEMO_NETBIOS,
    users: [
      ...DEMO_ACCOUNTS.map(({ name, displayName }) => ({
        sam: name,
        cn: displayName,
        displayName,
        mail: `${displayName.toLowerCase().replace(' ', '.')}@${DEMO_DOMAIN}`,
        password: DEMO_PASSWORD,
        disabled: name === 'leaver',
      })),
      { sam: 'svc-rota', unit: 'Service', displayName: 'Rota service', password: DEMO_SERVICE_PASSWORD },
    ],
    groups: [
      { sam: DEMO_ROLE_GROUPS.viewer, members: ['viewer', 'all-staff-reports'] },
      { sam: DEMO_ROLE_GROUPS.operator, members: ['operator', 'leaver'] },
      { sam: DEMO_ROLE_GROUPS.editor, members: ['team-crm'] },
      { sam: DEMO_ROLE_GROUPS.administrator, members: ['admin'] },
      { sam: 'team-crm', members: ['editor'] },
      { sam: 'team-payments', members: ['payments'] },
      { sam: 'payments-ops', description: 'On call for payments', members: ['outsider'] },
      { sam: 'all-staff-reports', members: ['operator', 'team-crm'] },
    ],
  };
}
