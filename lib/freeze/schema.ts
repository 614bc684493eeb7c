import { z } from 'zod';
import { optionalReasonInput, reason, scheduleId } from '@/lib/schedules/schema';

export const SCOPES = ['team', 'environment', 'all'] as const;
export type Scope = (typeof SCOPES)[number];

/** What to freeze, and why. */
export const freezeInput = z.discriminatedUnion('scope', [
  z.strictObject({ scope: z.literal('all'), reason }),
  z.strictObject({ scope: z.literal('team'), teamId: scheduleId, reason }),
  z.strictObject({ scope: z.literal('environment'), environmentId: scheduleId, reason }),
]);

export type FreezeInput = z.output<typeof freezeInput>;

export const liftInput = optionalReasonInput.omit({ generation: true });
