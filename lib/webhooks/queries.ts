import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import { readable } from '@/lib/schedules/readable';

/** The ids of those webhooks of a schedule whose signing secret nobody has seen yet; none of one that somebody may not see. */
export async function unseenSigning(context: Context, scheduleId: string): Promise<string[]> {
  const { actor } = await authorise(context, 'schedule.read');
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT t.id FROM schedule s JOIN target t ON t.schedule_id = s.id JOIN webhook_secret w ON w.target_id = t.id
    WHERE s.id = ${scheduleId} AND w.unseen AND ${readable(actor)}`;
  return rows.map(({ id }) => id);
}
