import type { ConfiguredGroup } from '@/lib/access/configured';
import { RIGHT_WORDS } from '@/lib/access/meaning';
import type { Asked } from '../ask';
import type { Given, StoredGiven } from '../given';
import type { Unknown } from './ask-many';

/** What a line says, in the order of the columns. */
export const COLUMNS = [
  'kind',
  'account',
  'name',
  'mail',
  'object_guid',
  'last_sign_in',
  'signed_in_now',
  'directory',
  'role',
  'team',
  'environment',
  'rights',
  'group',
  'group_sid',
  'source',
  'granted_by',
  'granted_at',
  'asked_at',
  'note',
] as const;

/** A line of the export: texts, instants in ISO 8601 and UTC; empty where there is nothing to say. */
export type Line = Record<(typeof COLUMNS)[number], string>;

/** Whom a line is about. */
export type Somebody = {
  id: string;
  accountName: string;
  name: string;
  mail: string | null;
  lastSignInAt: Date | null;
  sessions: number;
};

const NOTHING = Object.fromEntries(COLUMNS.map((column) => [column, ''])) as Line;

/** A line for each thing that somebody has, or one that says why there is none. */
export function linesOf(person: Somebody, asked: Asked | Unknown): Line[] {
  const about: Line = {
    ...NOTHING,
    kind: 'person',
    account: person.accountName,
    name: person.name,
    mail: person.mail ?? '',
    object_guid: person.id,
    last_sign_in: person.lastSignInAt?.toISOString() ?? '',
    signed_in_now: person.sessions > 0 ? 'yes' : 'no',
  };
  if (asked.account === 'unknown') return [{ ...about, directory: `unknown: ${asked.why}`, note: UNKNOWN }];
  const known = { ...about, directory: ACCOUNTS[asked.account], asked_at: asked.at.toISOString() };
  if (asked.given.length === 0) return [{ ...known, note: 'No rights: they can’t sign in.' }];
  const note = asked.account === 'disabled' ? 'Without effect while the account can’t sign in.' : '';
  return asked.given.map((given) => ({ ...known, ...grantOf(given), note }));
}

const ACCOUNTS = {
  active: 'active',
  disabled: 'disabled or expired',
  gone: 'not in the directory',
} as const satisfies Record<Asked['account'], string>;

const UNKNOWN = 'Not known: export again once the directory answers.';

const MEMBERS = 'Every member has it, those who never signed in too: they are not listed.';

/** The line of a group that an environment variable names: it stands for those who never signed in. */
export function lineOfConfigured({ role, variable, name, sid, missing }: ConfiguredGroup): Line {
  const note = missing ? 'The directory has no such group: nobody has the role by it.' : MEMBERS;
  const given = { ...EVERYWHERE_TEXT, role, group: name, group_sid: sid ?? '', source: variable };
  return { ...NOTHING, kind: 'group', ...given, note };
}

/** The line of a grant: it stands for those who never signed in. */
export const lineOfGrant = (given: StoredGiven): Line => ({
  ...NOTHING,
  kind: 'group',
  ...grantOf(given),
  note: MEMBERS,
});

const EVERYWHERE_TEXT = { team: 'all teams', environment: 'all environments' };

const grantOf = ({ role, team, environment, rights, group, groupSid, source }: Given) => ({
  role,
  team: team ?? EVERYWHERE_TEXT.team,
  environment: environment ?? EVERYWHERE_TEXT.environment,
  rights: rights.map((right) => RIGHT_WORDS[right].label).join('; '),
  group: group ?? '',
  group_sid: groupSid ?? '',
  ...sourceOf(source),
});

function sourceOf(source: Given['source']): Pick<Line, 'source' | 'granted_by' | 'granted_at'> {
  if (source.kind === 'grant')
    return { source: `grant ${source.id}`, granted_by: source.by, granted_at: source.at.toISOString() };
  const name = source.kind === 'variable' ? source.variable : 'ROTA_READING';
  return { source: name, granted_by: '', granted_at: '' };
}
