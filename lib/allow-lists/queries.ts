import { EVERYWHERE } from '@/lib/auth/access';
import { allows, authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { db } from '@/lib/db';
import type { AllowedKind } from './decide';
import { allEntries } from './entries';
import type { NamedEntry } from './refusal';

/** An entry as the page shows it. Null as a team or environment is all of them. */
export type EntryRow = {
  id: string;
  kind: AllowedKind;
  pattern: string;
  team: string | null;
  environment: string | null;
  /** Whether the one environment is production. */
  production: boolean;
  at: Date;
  by: string;
};

/** All entries, by team, environment, kind and pattern; what is for all comes first. */
export async function listEntries(context: Context): Promise<EntryRow[]> {
  await authorise(context, 'access.read', EVERYWHERE);
  return db().$queryRaw<EntryRow[]>`
    SELECT a.id, a.kind::text, a.pattern, t.name AS team, e.name AS environment,
      coalesce(e.production, false) AS production, a.created_at AS at, a.created_by_name AS by
    FROM allowed_arn a LEFT JOIN team t ON t.id = a.team_id LEFT JOIN environment e ON e.id = a.environment_id
    ORDER BY lower(t.name) NULLS FIRST, lower(e.name) NULLS FIRST, a.kind, a.pattern, a.id`;
}

/** What a form tells of the lists before a save: the entries of what the actor may read. A save looks at all of them. */
export async function entriesForForm(asked: Context): Promise<NamedEntry[]> {
  const { actor } = await authorise(asked, 'schedule.read');
  const readable = ({ teamId, environmentId }: NamedEntry) =>
    allows(actor, 'schedule.read', {
      ...(teamId !== null && { teamId }),
      ...(environmentId !== null && { environmentId }),
    });
  return (await allEntries(db())).filter(readable);
}
