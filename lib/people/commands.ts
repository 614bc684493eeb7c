import { z } from 'zod';
import { EVERYWHERE, SOMEWHERE } from '@/lib/auth/access';
import { closeSessionsOf } from '@/lib/auth/sessions';
import { command } from '@/lib/command';
import { conflict, notFound, unauthenticated } from '@/lib/errors';
import { reason } from '@/lib/schedules/schema';

/** Ends every session of a person: where they are signed in, they are asked to sign in again at their next step. */
export const endSessions = command({
  permission: 'session.end',
  input: z.strictObject({ userId: z.guid('Choose one of the list.'), reason }),
  at: EVERYWHERE,
  async run(tx, _context, { userId, reason }) {
    const user = await tx.user.findUnique({ where: { id: userId } });
    if (!user) throw notFound('This person');
    const sessions = await closeSessionsOf(tx, userId);
    if (sessions === 0) throw conflict(`${user.displayName} is not signed in any more.`);
    return {
      result: { sessions },
      entry: {
        audit: 'activity',
        action: 'session.end',
        subject: userId,
        reason,
        details: { sessions },
      },
    };
  },
});

/** Ends every session of whoever asks, this one too. */
export const signOutEverywhere = command({
  permission: 'session.end-own',
  input: z.strictObject({ everywhere: z.literal(true) }),
  at: SOMEWHERE,
  async run(tx, { actor }) {
    if (actor.type !== 'user') throw unauthenticated();
    const sessions = await closeSessionsOf(tx, actor.id);
    return {
      result: { sessions },
      entry: { audit: 'activity', action: 'session.end-own', subject: actor.id, details: { sessions } },
    };
  },
});
