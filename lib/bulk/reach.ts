import type { Tx } from '@/lib/db';

/** Notes in which environments a job's rows are that are to be carried out: a schedule never moves to another. */
export const noteReach = (tx: Tx, jobId: string): Promise<number> =>
  tx.$executeRaw`
    UPDATE bulk_job SET environment_ids = ARRAY(
      SELECT DISTINCT s.environment_id FROM bulk_item i JOIN schedule s ON s.id = i.schedule_id
      WHERE i.job_id = ${jobId} AND i.status = 'queued')
    WHERE id = ${jobId}`;
