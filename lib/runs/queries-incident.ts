import { inEnvironment } from '@/lib/auth/access';
import { allows, authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import type { EnvironmentHealth } from '@/lib/environments/queries';
import { WORKER_UP } from './worker-up';

const SHOWN_FOR = '1 day';
const SHOWN_REFUSED = 20;
const EXCERPT = 200;

export type WorkerView = {
  id: string;
  host: string;
  startedAt: Date;
  seenAt: Date;
  stoppedAt: Date | null;
  running: number;
  /** How far its clock is ahead of the database's; null where it is not known to be over a second off. */
  clockOffMs: number | null;
  standing: 'up' | 'stopped' | 'silent';
};

export type EnvironmentView = {
  id: string;
  name: string;
  production: boolean;
  disabledAt: Date | null;
} & Pick<EnvironmentHealth, 'checkedAt' | 'healthy' | 'errorCode' | 'error' | 'unreachableSince'>;

export type RefusedView = {
  environmentName: string;
  messageId: string;
  scheduleId: string | null;
  reason: string;
  excerpt: string;
  at: Date;
};

export type Incident = {
  workers: WorkerView[];
  /** Those in which somebody sees something; what AWS said against one is for its administrators. */
  environments: EnvironmentView[];
  /** Messages of Rota's queues that tell of what can't have been, the newest first: for administrators of the environment. */
  refused: RefusedView[];
};

/** What is up, what answers, and what was refused. */
export async function getIncident(context: Context): Promise<Incident> {
  const { actor } = await authorise(context, 'schedule.read');
  const [workers, all] = await Promise.all([
    db().$queryRaw<WorkerView[]>`
      SELECT id, host, started_at AS "startedAt", seen_at AS "seenAt", stopped_at AS "stoppedAt", running,
        clock_off_ms AS "clockOffMs",
        CASE WHEN stopped_at IS NOT NULL THEN 'stopped'
          WHEN ${WORKER_UP} THEN 'up' ELSE 'silent' END AS standing
      FROM worker WHERE seen_at > clock_timestamp() - ${SHOWN_FOR}::interval
      ORDER BY stopped_at IS NOT NULL, started_at DESC, id`,
    db().environment.findMany({ orderBy: { name: 'asc' } }),
  ]);
  const looksAfter = (id: string) => allows(actor, 'environment.read', inEnvironment(id));
  const environments = all
    .filter(({ id }) => allows(actor, 'schedule.read', { environmentId: id }))
    .map(({ id, name, production, disabledAt, checkedAt, healthy, errorCode, error, unreachableSince }) => {
      const said = looksAfter(id) ? error : null;
      return {
        id,
        name,
        production,
        disabledAt,
        checkedAt,
        healthy,
        errorCode,
        error: said,
        unreachableSince,
      };
    });
  const own = all.filter(({ id }) => looksAfter(id)).map(({ id }) => id);
  const refused = await db().$queryRaw<RefusedView[]>`
    SELECT e.name AS "environmentName", m.message_id AS "messageId", m.schedule_id AS "scheduleId", m.reason,
      left(m.body, ${EXCERPT}::int) AS excerpt, m.at
    FROM refused_message m JOIN environment e ON e.id = m.environment_id
    WHERE m.environment_id = ANY (${own}::text[]) ORDER BY m.at DESC LIMIT ${SHOWN_REFUSED}`;
  return { workers, environments, refused };
}
