import { ACTS } from '@/lib/access/acts';
import { db, Prisma } from '@/lib/db';
import { ACTIVITY_ACTIONS, SCHEDULE_ACTIONS } from './action-names';
import { BY_TOKEN, TOKEN_ID } from './by-token';
import type { Chain } from './chain';
import type { AuditFilter } from './filter';

/** So many ids that a typed name may stand for are told to the database one by one, which finds their rows faster. */
const NAMED = 100;
const TABLES = { schedule: Prisma.sql`schedule_audit a`, activity: Prisma.sql`activity_audit a` };

/** Which rows of an audit fit a filter: for `SELECT a.* FROM {from} WHERE {where} ORDER BY {seq}`. */
export type Matching = { from: Prisma.Sql; where: Prisma.Sql; seq: Prisma.Sql };

/** Reads a filter as SQL over the rows `a` of an audit; whoever asks says besides which of them may be seen. */
export async function matching(chain: Chain, filter: AuditFilter): Promise<Matching> {
  const { q, action, outcome, ip, request, from, to } = filter;
  const all: Prisma.Sql[] = [Prisma.sql`TRUE`, ...(await ofWhat(chain, filter))];
  if (q) all.push(said(chain, q));
  if (filter.actor) all.push(await byWhom(chain, filter.actor));
  if (action) all.push(Prisma.sql`a.action = ${action}`);
  if (outcome) all.push(Prisma.sql`a.outcome = ${outcome}`);
  if (filter.token) all.push(await byToken(filter.token));
  if (request) all.push(ofRequest(request));
  if (from) all.push(Prisma.sql`a.occurred_at >= ${from}::timestamptz`);
  if (to) all.push(Prisma.sql`a.occurred_at < ${to}::timestamptz`);
  if (ip) all.push(fromAddress(chain, ip));
  return { from: TABLES[chain], where: Prisma.join(all, ' AND '), seq: Prisma.sql`a.seq` };
}

/** What a row says: of what, why, and in the words in which pages show what was done, or was refused. */
function said(chain: Chain, q: string): Prisma.Sql {
  const worded = (words: Readonly<Record<string, string | null>>) =>
    Object.keys(words).filter((code) => words[code]?.toLowerCase().includes(q.toLowerCase()));
  const done = worded(chain === 'schedule' ? SCHEDULE_ACTIONS : ACTIVITY_ACTIONS);
  const refused = chain === 'activity' ? worded(ACTS) : [];
  const any = [Prisma.sql`lower(a.subject || ' ' || COALESCE(a.reason, '')) LIKE ${part(q)}`];
  if (done.length > 0) any.push(Prisma.sql`a.action = ANY(${done})`);
  if (refused.length > 0) any.push(Prisma.sql`(a.action = 'denied' AND a.subject = ANY(${refused}))`);
  return Prisma.sql`(${Prisma.join(any, ' OR ')})`;
}

/** A client's own id of a request stands before a dot, and has none itself: by it all are found that had it. */
const ofRequest = (id: string): Prisma.Sql =>
  id.includes('.') ? Prisma.sql`a.request_id = ${id}` : Prisma.sql`split_part(a.request_id, '.', 1) = ${id}`;

/**
 * The last condition is that of the index audit_person_address_idx, to the letter. The row is found by its number alone:
 * with its id besides, Postgres takes hits for rarer than they are and reads them all before it shows the newest.
 */
const fromAddress = (chain: Chain, ip: string): Prisma.Sql => Prisma.sql`EXISTS (
  SELECT FROM audit_person f WHERE f.chain = ${chain} AND f.seq = a.seq AND substring(f.values from '"ip":"([^"]*)"') = ${ip})`;

const part = (text: string): string => `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;

const PERSON = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What somebody did, and whose sign-in failed; what acts by itself, also by the name that pages show of it. */
async function byWhom(chain: Chain, actor: string): Promise<Prisma.Sql> {
  const [, job] = /^rota \((.*)\)$/i.exec(actor) ?? [];
  const shown = job ? `system:${job}` : /^not signed in$/i.test(actor) ? 'anonymous' : actor;
  if (/^(system:.*|anonymous)$/.test(shown)) return Prisma.sql`a.actor_id = ${shown}`;
  const people = PERSON.test(actor)
    ? Prisma.sql`SELECT ${actor}::text AS id`
    : Prisma.sql`SELECT id::text AS id FROM "user"
        WHERE lower(display_name) LIKE ${part(actor)} OR lower(account_name) = ${actor.toLowerCase()}`;
  const any = [await amongst(Prisma.sql`a.actor_id`, people)];
  if (/^rota$/i.test(actor)) any.push(Prisma.sql`a.actor_type = 'system'`);
  if (chain === 'activity') any.push(failedToSignIn(people, PERSON.test(actor) ? null : actor));
  return Prisma.sql`(${Prisma.join(any, ' OR ')})`;
}

/** What was entered as a name, in lower case, as JSON has it. */
const ENTERED = Prisma.sql`lower(btrim(substring(f.values from '^\\{"name":"((?:[^"\\\\]|\\\\.)*)"')))`;

/**
 * A sign-in that failed is nobody's: it is told by the person that it was refused to, by their account's name as it was
 * entered, with or without a domain, or by a part of what was entered. Looked up row by row: by EXISTS, Postgres
 * may read the people of every row there is.
 */
function failedToSignIn(people: Prisma.Sql, typed: string | null): Prisma.Sql {
  const within =
    typed === null
      ? Prisma.sql`FALSE`
      : Prisma.sql`${ENTERED} LIKE ${part(JSON.stringify(typed).slice(1, -1))}`;
  return Prisma.sql`(a.actor_id = 'anonymous' AND a.action = 'sign-in' AND (
    substring(a.body from '"user":"([^"]*)"') IN (${people})
    OR (SELECT ${within} OR regexp_replace(${ENTERED}, '^[^\\\\]*\\\\\\\\|@.*$', '', 'g') IN (
        SELECT lower(u.account_name) FROM "user" u WHERE u.id::text IN (${people}))
      FROM audit_person f WHERE f.audit_id = a.id)))`;
}

async function byToken(token: string): Promise<Prisma.Sql> {
  const [, id] = /^(?:rota_)?([0-9a-hjkmnp-tv-z]{16})$/.exec(token) ?? [];
  const which = id
    ? Prisma.sql`${TOKEN_ID} = ${id}`
    : await amongst(TOKEN_ID, Prisma.sql`SELECT id FROM api_token WHERE lower(name) LIKE ${part(token)}`);
  return Prisma.sql`${BY_TOKEN} AND ${which}`;
}

/** A change belongs where its schedule was at that time; other rows only where their details say so. */
async function ofWhat(
  chain: Chain,
  { schedule, team, environment }: AuditFilter,
): Promise<readonly Prisma.Sql[]> {
  const activity = chain === 'activity';
  const all: Prisma.Sql[] = [];
  if (team) all.push(activity ? says('teamId', team) : Prisma.sql`a.team_id = ${team}`);
  if (environment)
    all.push(activity ? says('environmentId', environment) : Prisma.sql`a.environment_id = ${environment}`);
  if (!schedule) return all;
  if (activity) all.push(SAYS.scheduleId);
  const column = activity
    ? Prisma.sql`substring(a.body from '"scheduleId":"([^"]*)"')`
    : Prisma.sql`a.schedule_id`;
  all.push(await amongst(column, schedulesNamed(schedule)));
  return all;
}

/** The second condition takes the index of a schedule's name and description. */
const schedulesNamed = (text: string): Prisma.Sql => Prisma.sql`SELECT id FROM schedule WHERE id = ${text}
  OR (lower(name) LIKE ${part(text)} AND lower(name || ' ' || description) LIKE ${part(text)})`;

/** The conditions of the indexes activity_audit_of_…, to the letter. */
const SAYS = {
  teamId: Prisma.sql`a.body LIKE '%"teamId":"%'`,
  environmentId: Prisma.sql`a.body LIKE '%"environmentId":"%'`,
  scheduleId: Prisma.sql`a.body LIKE '%"scheduleId":"%'`,
};

/** Quotes within a value are escaped, so that nobody's words pass for a key. */
const says = (key: 'teamId' | 'environmentId', id: string): Prisma.Sql =>
  Prisma.sql`${SAYS[key]} AND position(${`${JSON.stringify(key)}:${JSON.stringify(id)}`} in a.body) > 0`;

async function amongst(column: Prisma.Sql, named: Prisma.Sql): Promise<Prisma.Sql> {
  const found = await db().$queryRaw<{ id: string }[]>`${named} LIMIT ${NAMED + 1}`;
  const [first, ...others] = found.map(({ id }) => id);
  if (first === undefined) return Prisma.sql`FALSE`;
  if (others.length === 0) return Prisma.sql`${column} = ${first}`;
  return found.length > NAMED
    ? Prisma.sql`${column} IN (${named})`
    : Prisma.sql`${column} = ANY(${[first, ...others]})`;
}
