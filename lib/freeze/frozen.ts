import { Prisma } from '@/lib/db';

/**
 * Whether a freeze covers schedule `s` now, as the function `frozen` of the database has it. A statement reads the freezes
 * once for all its rows; the function reads them for each.
 */
export const FROZEN = Prisma.sql`(EXISTS (SELECT FROM "freeze" WHERE lifted_at IS NULL AND scope = 'all')
  OR s.team_id = ANY (ARRAY (SELECT team_id FROM "freeze" WHERE lifted_at IS NULL AND team_id IS NOT NULL))
  OR s.environment_id = ANY (
    ARRAY (SELECT environment_id FROM "freeze" WHERE lifted_at IS NULL AND environment_id IS NOT NULL)))`;
