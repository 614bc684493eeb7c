import { rows } from './support';

/** Everything but sessions and audits: what a refused request must not touch. */
export const fingerprint = async (): Promise<string | undefined> =>
  (
    await rows<{ print: string }>(`
      SELECT md5(string_agg(x, '|' ORDER BY x)) AS print FROM (
        SELECT s::text AS x FROM schedule s UNION ALL SELECT t::text FROM team t UNION ALL
        SELECT c::text FROM calendar c UNION ALL SELECT d::text FROM calendar_dates d UNION ALL
        SELECT g::text FROM target g UNION ALL SELECT f::text FROM "freeze" f UNION ALL
        SELECT ROW(e.id, e.name, e.role_arn, e.version, e.disabled_at)::text FROM environment e UNION ALL
        SELECT r::text FROM role_grant r UNION ALL SELECT a::text FROM allowed_arn a UNION ALL
        SELECT ROW(j.id, j.status)::text FROM bulk_job j UNION ALL
        SELECT ROW(u.id, count(s.id))::text FROM "user" u JOIN session s ON s.user_id = u.id
          AND s.revoked_at IS NULL GROUP BY u.id) everything`)
  )[0]?.print;

/** How many denials the activity audit holds. An address has its budget of those without a session anew. */
export async function denials(): Promise<number> {
  await rows('DELETE FROM sign_in_attempt');
  const [row] = await rows<{ n: string }>(
    `SELECT count(*) AS n FROM activity_audit WHERE outcome = 'denied'`,
  );
  return Number(row?.n);
}

/** What makes a session stale, as SQL over the latest session of an account. */
export const STALE = {
  expired: `expires_at = now() - interval '1 second'`,
  idle: `last_seen_at = now() - interval '31 minutes'`,
  ended: 'revoked_at = now()',
} as const;

/** Makes the latest session of an account worth nothing. */
export const makeStale = (account: string, how: keyof typeof STALE) =>
  rows(
    `UPDATE session SET ${STALE[how]} WHERE id = (
       SELECT s.id FROM session s JOIN "user" u ON u.id = s.user_id WHERE u.account_name = $1
       ORDER BY s.created_at DESC LIMIT 1)`,
    [account],
  );
