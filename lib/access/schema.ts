import { z } from 'zod';
import { RIGHTS, ROLES } from '@/lib/auth/roles';
import { environmentId } from '@/lib/environments/schema';
import { reason } from '@/lib/schedules/schema';
import { SEARCH_MIN } from './search-min';

const id = z.string('Choose one of the list.').regex(/^\w{1,16}$/, 'Choose one of the list.');

const rights = z
  .array(z.enum(RIGHTS, 'Choose rights of the list.'), 'Choose rights of the list.')
  .max(RIGHTS.length, 'Choose rights of the list.')
  .transform((chosen) => RIGHTS.filter((right) => chosen.includes(right)));

/** A role for a group of the directory. Null as a team or environment is all of them. */
export const grantInput = z.strictObject({
  groupSid: z
    .string('Choose a group of the list.')
    .regex(/^S-1-\d{1,14}(-\d{1,10}){1,15}$/, 'Choose a group of the list.'),
  role: z.enum(ROLES, 'Choose a role.'),
  teamId: z.union([z.null(), id], 'Choose a team, or all teams.'),
  environmentId: z.union([z.null(), environmentId], 'Choose an environment, or all environments.'),
  rights,
  reason,
});

export type GrantInput = z.output<typeof grantInput>;

export const changeInput = z.strictObject({ id, rights, reason });

export const revokeInput = z.strictObject({ id, reason });

export const searchInput = z.strictObject({
  text: z
    .string('Enter the beginning of a name.')
    .trim()
    .min(SEARCH_MIN, `Enter at least ${SEARCH_MIN} letters of the name.`)
    .max(256, 'A name has at most 256 characters.'),
});
