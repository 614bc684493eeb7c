import { z } from 'zod';
import { ROLES } from '@/lib/auth/roles';
import { environmentId } from '@/lib/environments/schema';
import { REASON_MAX } from '@/lib/schedules/reason';
import { plainText } from '@/lib/targets/fields';

const id = z.string('Choose one of the list.').regex(/^\w{1,16}$/, 'Choose one of the list.');

/** A token lives for a year at the most. */
export const MOST_DAYS = 365;

export const SCOPES = ['read', 'write'] as const;

/** What a token may do with its role: only read, or all of it. */
export type TokenScope = (typeof SCOPES)[number];

/** What a new token may do at most, and for how many days. Null as a team or environment is all of them. */
export const createInput = z.strictObject({
  name: plainText('The name', 60)
    .refine((text) => text.length > 0, 'Give it a name: what uses it.')
    .refine((text) => !/[\n\r\t]/.test(text), 'The name must be on one line.'),
  role: z.enum(ROLES, 'Choose a role.'),
  scope: z.enum(SCOPES, 'Choose what it may do.'),
  teamId: z.union([z.null(), id], 'Choose a team, or all teams.'),
  environmentId: z.union([z.null(), environmentId], 'Choose an environment, or all environments.'),
  days: z
    .int('Choose how long it is valid.')
    .min(1, 'A token is valid for a day at least.')
    .max(MOST_DAYS, `A token is valid for ${MOST_DAYS} days at the most.`),
});

export type CreateInput = z.output<typeof createInput>;

/** Why a token is revoked may be left out: it must be quick. */
export const revokeInput = z.strictObject({ id, reason: plainText('The reason', REASON_MAX).default('') });
