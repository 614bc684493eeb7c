import { Prisma } from '@/lib/db';

/** Of a worker: it did not stop, and was heard of within 30 seconds. It says that it is up every ten. */
export const WORKER_UP = Prisma.sql`(stopped_at IS NULL AND seen_at >= clock_timestamp() - interval '30 seconds')`;
