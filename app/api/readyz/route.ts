import { readinessProblems } from '@/lib/ready';

export const dynamic = 'force-dynamic';

/** Whether this process can serve: the database answers, all migrations are applied, partitions are ahead. */
export async function GET() {
  const problems = await readinessProblems();
  const ready = problems.length === 0;
  return Response.json({ status: ready ? 'ready' : 'not ready', problems }, { status: ready ? 200 : 503 });
}
