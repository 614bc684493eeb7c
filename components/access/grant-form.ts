import { type Choices, type ChosenPlace, missingPlace, placeOf } from '@/components/form/place-fields';
import { REASON_MISSING } from '@/components/form/reason-field';
import { type Meant, meaningOf } from '@/lib/access/meaning';
import type { FoundGroup } from '@/lib/auth/directory';
import type { Right, Role } from '@/lib/auth/roles';

/** What is entered; `''` is nothing yet. */
export type GrantForm = ChosenPlace & {
  group: FoundGroup | null;
  role: Role | '';
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

/** What is sent of a form that misses nothing. */
export const inputOf = ({ group, role, rights, reason, ...place }: GrantForm) => ({
  groupSid: group?.sid,
  role,
  ...placeOf(place),
  rights,
  reason: reason.trim(),
});

/** What is missing in a form, by field. */
export const missingOf = ({ group, role, reason, ...place }: GrantForm): Record<string, string> => ({
  ...(!group && { groupSid: 'Choose a group of the list.' }),
  ...(!role && { role: 'Choose a role.' }),
  ...missingPlace(place),
  ...(!reason.trim() && { reason: REASON_MISSING }),
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
