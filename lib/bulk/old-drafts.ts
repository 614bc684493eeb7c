import { db } from '@/lib/db';

/**
 * Drops the oldest preview that nobody started within a day: it may hold thousands of rows.
 * @returns whether there was one
 */
export async function dropOldDraft(): Promise<boolean> {
  const dropped = await db().$executeRaw`
    DELETE FROM bulk_job WHERE id = (
      SELECT id FROM bulk_job WHERE status = 'draft' AND created_at < now() - interval '1 day'
      ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)`;
  return dropped > 0;
}
