import { type Meant, meaningOf } from '@/lib/access/meaning';
import type { GrantInput } from '@/lib/access/schema';
import type { FoundGroup } from '@/lib/auth/directory';
import type { Right, Role } from '@/lib/auth/roles';

/** What a grant can be for. */
export type Choices = {
  teams: readonly { id: string; name: string }[];
  environments: readonly { id: string; name: string; production: boolean }[];
};

/** What is entered; `''` is nothing yet, `ALL` as a team or environment is all of them. */
export type GrantForm = {
  group: FoundGroup | null;
  role: Role | '';
  teamId: string;
  environmentId: string;
  rights: Right[];
  reason: string;
};

export const EMPTY: GrantForm = {
  group: null,
  role: '',
  teamId: '',
  environmentId: '',
  rights: [],
  reason: '',
};

/** The fields from top to bottom: the first that is wrong gets the focus. */
export const FIELDS = ['groupSid', 'role', 'teamId', 'environmentId', 'reason'] as const;

const ALL = 'all';
const orNull = (chosen: string) => (chosen === ALL ? null : chosen);

/** What is sent of a form; null where something is missing. */
export function inputOf({
  group,
  role,
  teamId,
  environmentId,
  rights,
  reason,
}: GrantForm): GrantInput | null {
  if (!group || !role || !teamId || !environmentId || !reason.trim()) return null;
  const place = { teamId: orNull(teamId), environmentId: orNull(environmentId) };
  return { groupSid: group.sid, role, ...place, rights, reason: reason.trim() };
}

/** What is missing in a form, by field. */
export const missingOf = ({
  group,
  role,
  teamId,
  environmentId,
  reason,
}: GrantForm): Record<string, string> => ({
  ...(!group && { groupSid: 'Choose a group of the list.' }),
  ...(!role && { role: 'Choose a role.' }),
  ...(!teamId && { teamId: 'Choose a team, or all teams.' }),
  ...(!environmentId && { environmentId: 'Choose an environment, or all environments.' }),
  ...(!reason.trim() && { reason: "The reason can't be empty." }),
});

/** What the grant of a form would mean; null until that can be said. */
export function sentencesOf(
  form: GrantForm,
  { teams, environments }: Choices,
  readsAll: boolean,
): string[] | null {
  const { group, role, teamId, environmentId, rights } = form;
  if (!group || !role || !teamId || !environmentId) return null;
  const nameOf = (some: readonly { id: string; name: string }[], id: string) =>
    some.find((one) => one.id === id)?.name ?? null;
  const place = { team: nameOf(teams, teamId), environment: nameOf(environments, environmentId) };
  const meant: Meant = { group: group.name, role, rights, ...place };
  return meaningOf(meant, readsAll);
}

/** Options of all or one of some, none of them chosen beforehand. */
export const optionsOf = (
  all: string,
  some: readonly { id: string; name: string; production?: boolean }[],
) => [
  { value: '', label: 'Choose' },
  { value: ALL, label: all },
  ...some.map(({ id, name, production }) => ({
    value: id,
    label: production ? `${name} (production)` : name,
  })),
];
