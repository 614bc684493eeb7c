import { runRows } from '@/lib/bulk/run';
import { db } from '@/lib/db';

/** A process that carries out bulk acts as a worker does, and prints one line of JSON for each handful of rows. */
for (;;) {
  const rows = await runRows();
  if (rows === 0) break;
  process.stdout.write(`${JSON.stringify({ rows })}\n`);
}
await db().$disconnect();
