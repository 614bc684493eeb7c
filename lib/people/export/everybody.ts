import { db } from '@/lib/db';
import { LATEST } from '../queries';
import type { Somebody } from './lines';

/** So many are read at a time. */
const PAGE = 200;

/** Everybody who ever signed in, by account name. However many there are, few are kept at a time. */
export async function* everybody(): AsyncGenerator<Somebody> {
  for (let last = { accountName: '', id: '00000000-0000-0000-0000-000000000000' }; ; ) {
    const page = await db().$queryRaw<Somebody[]>`
      SELECT u.id::text, u.account_name AS "accountName", u.display_name AS name, u.mail,
        u.last_sign_in_at AS "lastSignInAt", latest.sessions
      FROM "user" u CROSS JOIN ${LATEST}
      WHERE (u.account_name, u.id) > (${last.accountName}, ${last.id}::uuid)
      ORDER BY u.account_name, u.id LIMIT ${PAGE}`;
    yield* page;
    const end = page.at(-1);
    if (!end || page.length < PAGE) return;
    last = end;
  }
}
