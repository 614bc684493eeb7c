import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { hostileAttempts, rightfulIn } from '@/lib/auth/directory/contract/hostile';
import { DEMO_DIRECTORY_ENV, DEMO_PASSWORD } from '@/lib/local/directory/accounts';
import { rounds } from '@/lib/local/rounds';
import { storable } from '@/lib/storable';
import '@/scripts/test/properties';
import { answerTo, asRequest, csrf, holds, logs, type Sent } from './hostile';
import { type Account, expect, rows, signIn, signInByHand, test, violations } from './support';

const COUNT = rounds(300, 2_000);
const AT_ONCE = 8;
/** From one address: fewer than its budget of failures. */
const PER_ADDRESS = 24;
const ACCOUNTS = ['viewer', 'operator', 'editor', 'admin'] as const satisfies Account[];
const DOMAIN = {
  accounts: ACCOUNTS,
  password: DEMO_PASSWORD,
  upnSuffix: DEMO_DIRECTORY_ENV.LDAP_UPN_SUFFIX,
  netbiosDomain: DEMO_DIRECTORY_ENV.LDAP_NETBIOS_DOMAIN,
};
const rightful = rightfulIn(DOMAIN);
const isTooLarge = ({ body }: Sent) => Buffer.byteLength(body) > 4 * 1024 * 1024;

const brief = ({ requestId, name, password }: Sent) =>
  `${requestId} ${JSON.stringify(name.slice(0, 80))} ${JSON.stringify(password.slice(0, 80))}`;

function isAsItShould(sent: Sent, answer: string): boolean {
  if (isTooLarge(sent)) return answer === '413 The body is too large: at most 4194304 bytes.';
  if (rightful(sent)) return answer === '200 session';
  return /^401 (invalid-credentials|throttled-\d+)$/.test(answer);
}

/** Sends some at once. @returns those that were not answered as they should be */
async function send(attempts: Sent[], cookie: string): Promise<string[]> {
  const judged = attempts.map(async (sent) => ({ sent, answer: await answerTo(sent, cookie) }));
  return (await Promise.all(judged))
    .filter(({ sent, answer }) => !isAsItShould(sent, answer))
    .map(({ sent, answer }) => `${brief(sent)}: ${answer}`);
}

/** The right ones by one, as attempts under way count too; then the others, in between as if from elsewhere. */
async function sendAll(all: Sent[], cookie: string): Promise<string[]> {
  const wrong: string[] = [];
  for (const sent of all.filter(rightful)) wrong.push(...(await send([sent], cookie)));
  const others = all.filter((sent) => !rightful(sent));
  for (let at = 0; at < others.length; at += AT_ONCE) {
    if (at % PER_ADDRESS === 0) await rows(`UPDATE sign_in_attempt SET address_key = 'elsewhere'`);
    wrong.push(...(await send(others.slice(at, at + AT_ONCE), cookie)));
  }
  return wrong;
}

type Kept = { id: string; outcome: string; reason: string; body: string; person: string; account: string };

/** The audit's rows of a run, by the ids that were sent: each stands before one of Rota's own. */
const keptOf = (run: string) =>
  rows<Kept>(
    `SELECT split_part(a.request_id, '.', 1) AS id, a.outcome, a.reason, a.body, p.values AS person, u.account_name AS account
     FROM activity_audit a JOIN audit_person p ON p.audit_id = a.id LEFT JOIN "user" u ON u.id::text = a.actor_id
     WHERE a.action = 'sign-in' AND a.request_id LIKE $1`,
    [`${run}-%`],
  );

/** Whether a row says who it was, with the name as typed where nobody was let in, and holds no password beside it. */
function isRightRow(sent: Sent, row: Kept): boolean {
  const { name, ...rest } = JSON.parse(row.person) as { name: string };
  if (row.account !== rightful(sent)) return false;
  if (row.outcome !== 'ok' && name !== storable(sent.name.slice(0, 200))) return false;
  return !holds(row.body + JSON.stringify(rest), sent.password);
}

const sessions = async () => Number((await rows<{ n: string }>('SELECT count(*) AS n FROM session'))[0]?.n);

const forget = () => rows('DELETE FROM sign_in_attempt');
test.beforeEach(forget);
test.afterEach(forget);

test('the page of sign-ins shows whatever was typed as a name', async ({ page, request }) => {
  const { token, cookie } = await csrf(request);
  for (const name of ['\0', '\ud800', '\u202eleft', '<b>bold</b>', '\\u0000', 'x'.repeat(256)])
    for (let n = 0; n < 4; n += 1)
      await answerTo(asRequest({ name, password: 'wrong' }, false, token, `shown-${randomUUID()}`), cookie);
  await signIn(page, 'admin', '/people/sign-ins');
  await expect(page.getByRole('heading', { name: 'Sign-ins', level: 1 })).toBeVisible();
  await expect(page.getByText('<b>bold</b>', { exact: true })).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test(`${COUNT} hostile names and passwords are answered, audited and kept out, and no password is told`, async ({
  request,
}) => {
  test.setTimeout(600_000);
  const run = `hostile-${randomUUID().slice(0, 8)}`;
  const { token, cookie } = await csrf(request);
  const all = hostileAttempts(DOMAIN, COUNT).map((attempt, at) =>
    asRequest(attempt, at % 2 === 0, token, `${run}-${at}`),
  );
  const before = await sessions();
  expect(await sendAll(all, cookie)).toEqual([]);

  const kept = await keptOf(run);
  const byId = new Map(all.map((sent) => [sent.requestId, sent]));
  const handled = all.filter((sent) => !isTooLarge(sent));
  expect(kept.map(({ id }) => id).sort()).toEqual(handled.map(({ requestId }) => requestId).sort());
  expect(kept.filter((row) => !isRightRow(byId.get(row.id) as Sent, row))).toEqual([]);
  const told = logs();
  expect(all.filter(({ password }) => holds(told, password)).map(brief)).toEqual([]);

  const admitted = kept.filter(({ outcome }) => outcome === 'ok').length;
  // Only where a password was tried has the directory given a sub-code.
  const tried = admitted + kept.filter(({ body }) => body.includes('"subCode":"52e"')).length;
  const throttled = kept.filter(({ reason }) => reason === 'throttled').length;
  console.log(
    `Hostile sign-ins over HTTP, seed ${fc.readConfigureGlobal().seed}: ${all.length} sent, ${all.length - handled.length} too large, ${throttled} throttled, ${tried} tried at the directory, ${admitted} of them right.`,
  );
  expect(await sessions()).toBe(before + admitted);
  expect(all.length).toBeGreaterThanOrEqual(COUNT);
  expect(tried).toBeGreaterThan(COUNT / 3);
  expect(admitted).toBeGreaterThan(COUNT / 200);

  await forget();
  for (const account of ACCOUNTS) await signInByHand(request, account);
});
