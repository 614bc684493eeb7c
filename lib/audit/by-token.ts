import { Prisma } from '@/lib/db';

/** Whether a row of an audit `a` was done by an API token: the condition of the indexes …_by_token, to the letter. */
export const BY_TOKEN = Prisma.sql`a.actor_type = 'token'`;

/** The token's id. Whoever acted stands first in a body, where the quotes in anybody's words are escaped. */
export const TOKEN_ID = Prisma.sql`substring(a.body from '"token":\\{"id":"([^"]*)"')`;
