import { type ChosenPlace, missingPlace, placeOf } from '@/components/form/place-fields';

/** What is entered; `''` is nothing yet. */
export type TokenForm = ChosenPlace & { name: string; role: string; scope: string; days: string };

export const EMPTY: TokenForm = { name: '', role: '', scope: '', teamId: '', environmentId: '', days: '' };

/** The fields from top to bottom: the first that is wrong gets the focus. */
export const FIELDS = ['name', 'teamId', 'environmentId', 'role', 'scope', 'days'] as const;

/** How long a token is valid. */
export const DAYS = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '180', label: '180 days' },
  { value: '365', label: '1 year' },
] as const;

/** What is missing in a form, by field. */
export const missingOf = (form: TokenForm): Record<string, string> => ({
  ...(!form.name.trim() && { name: 'Give it a name: what uses it.' }),
  ...missingPlace(form),
  ...(!form.role && { role: 'Choose a role.' }),
  ...(!form.scope && { scope: 'Choose what it may do.' }),
  ...(!form.days && { days: 'Choose how long it is valid.' }),
});

/** What is sent of a form that misses nothing. */
export const inputOf = ({ teamId, environmentId, days, ...form }: TokenForm) => ({
  ...form,
  ...placeOf({ teamId, environmentId }),
  days: Number(days),
});
