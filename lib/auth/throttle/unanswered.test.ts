import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { issueServer } from '@/lib/local/directory/certificates';
import { startEmbeddedDomain } from '@/lib/local/directory/test-domain';
import { openTap, type Verdict, type WireTap } from '@/lib/local/directory/wire-tap';
import { sql } from '@/lib/local/test-rows';
import { LOCAL, userBinds } from '../directory/contract/parts';
import { type ContractProduct, startProduct } from '../directory/contract/product';

/** Of a domain that locks after 5: 3 attempts, 1 of them reserved. */
const STRANGERS = 2;
const PER_ADDRESS = 3;
const HOME = '192.0.2.1';

let domain: Awaited<ReturnType<typeof startEmbeddedDomain>>;
let controller: WireTap;
let product: ContractProduct;
/** What becomes of the binds of people. */
let verdict: Verdict = 'pass';

const isService = (name: string) => name === domain.config.serviceUser;
beforeAll(async () => {
  domain = await startEmbeddedDomain();
  const [url = ''] = domain.config.urls;
  controller = await openTap({
    target: { url, ca: domain.config.ca },
    certificate: await issueServer(domain.authority, LOCAL),
    judge: ({ request }) => (request.op === 'bind' && !isService(request.name) ? verdict : 'pass'),
  });
  const config = { ...domain.config, urls: [controller.url] };
  product = await startProduct(
    { ...domain, config },
    { LDAP_LOCKOUT_THRESHOLD: '5', ROTA_SIGN_IN_FAILURES_PER_ADDRESS: String(PER_ADDRESS) },
  );
});
afterAll(async () => {
  await product?.stop();
  await controller?.stop();
  await domain?.stop();
});
beforeEach(() => sql(product.database, 'TRUNCATE sign_in_attempt, sign_in_address'));
afterEach(() => {
  verdict = 'pass';
});

const attempt = async (sam: string, password: string) => {
  const { signIn } = await import('../sign-in');
  return signIn(sam, password, { requestId: 'unanswered-test', ip: HOME, userAgent: null }).then(
    () => 'ok',
    (error: { problem?: string }) => error.problem ?? Promise.reject(error),
  );
};
const people = () => [domain.accounts.nested.sam, domain.accounts.primary.sam] as const;

it('a password that was sent and never answered costs its account an attempt, and its address none', async () => {
  const [one, other] = people();
  const before = userBinds(controller, isService).length;
  verdict = 'cut';
  for (let n = 0; n < STRANGERS; n += 1) expect(await attempt(one, `wrong ${n}`)).toBe('unavailable');
  expect(await attempt(one, 'wrong again')).toMatch(/^throttled-/);
  expect(userBinds(controller, isService).length - before).toBe(STRANGERS);
  verdict = 'pass';
  expect(await attempt(one, domain.accounts.password)).toMatch(/^throttled-/);
  expect(await attempt(other, domain.accounts.password)).toBe('ok');
});

it('an answer that judges no password costs nothing', async () => {
  const [one] = people();
  verdict = 'busy';
  for (let n = 0; n <= PER_ADDRESS; n += 1) expect(await attempt(one, 'wrong')).toBe('unavailable');
  verdict = 'pass';
  expect(await attempt(one, domain.accounts.password)).toBe('ok');
});

it('a directory that can not be reached costs nothing', async () => {
  const [one] = people();
  product.setDown(true);
  for (let n = 0; n <= PER_ADDRESS; n += 1) expect(await attempt(one, 'wrong')).toBe('unavailable');
  product.setDown(false);
  expect(await attempt(one, domain.accounts.password)).toBe('ok');
});
