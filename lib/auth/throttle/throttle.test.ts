import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD, demoDirectory } from '@/lib/local/directory/accounts';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { SignInError, signIn } from '../sign-in';
import { aim, begin, ThrottledError } from './attempts';

let product: TestProduct<{ directory: true }>;
/** The domain of the tests locks after 10: 8 attempts, 2 of them reserved. */
const STRANGERS = 6;
const ALL = 8;
const PER_ADDRESS = 12;

beforeAll(async () => {
  product = await startTestProduct({
    directory: true,
    env: { LDAP_LOCKOUT_THRESHOLD: '10', ROTA_SIGN_IN_FAILURES_PER_ADDRESS: String(PER_ADDRESS) },
  });
});
afterAll(() => product?.stop());
beforeEach(async () => {
  await sql(product.database, 'TRUNCATE sign_in_attempt, sign_in_address');
  // The directory forgets its own counts.
  product.directory.load(demoDirectory());
});

let address = 0;
const elsewhere = () => {
  address += 1;
  return `198.51.${address >> 8}.${address & 255}`;
};
const attempt = async (name: string, password: string, ip: string): Promise<string> => {
  try {
    await signIn(name, password, { requestId: 'throttle-test', ip, userAgent: null });
    return 'ok';
  } catch (error) {
    if (!(error instanceof SignInError)) throw error;
    return error.problem;
  }
};
const HOME = '192.0.2.1';
/** Binds with a person's name, not the service account's. */
const binds = () => product.directory.binds.filter((name) => !name.startsWith('svc-')).length;
const later = (minutes: number) =>
  sql(product.database, 'UPDATE sign_in_attempt SET at = at - make_interval(mins => $1)', [minutes]);

describe('an account that strangers try', () => {
  it('is tried less often than locks it, from however many addresses and under however many names', async () => {
    const before = binds();
    const names = ['viewer', 'VIEWER', 'CORP\\viewer', 'viewer@corp.example.test'];
    const answers = [];
    for (let n = 0; n < 20; n += 1)
      answers.push(await attempt(names[n % names.length] ?? '', `wrong ${n}`, elsewhere()));
    expect(binds() - before).toBe(STRANGERS);
    expect(answers.slice(0, STRANGERS)).toEqual(answers.slice(0, STRANGERS).map(() => 'invalid-credentials'));
    expect(answers.slice(STRANGERS)).toEqual(answers.slice(STRANGERS).map(() => 'throttled-30'));
  });

  it('is tried no more often where all come at the same moment', async () => {
    const before = binds();
    const all = await Promise.all(Array.from({ length: 20 }, () => attempt('viewer', 'wrong', elsewhere())));
    expect(binds() - before).toBe(STRANGERS);
    expect(all.filter((answer) => answer === 'invalid-credentials')).toHaveLength(STRANGERS);
  });

  it('still signs in from where it signed in before', async () => {
    expect(await attempt('viewer', DEMO_PASSWORD, HOME)).toBe('ok');
    for (let n = 0; n < 20; n += 1) await attempt('viewer', 'wrong', elsewhere());
    expect(await attempt('viewer', DEMO_PASSWORD, elsewhere())).toBe('throttled-30');
    expect(await attempt('viewer', DEMO_PASSWORD, HOME)).toBe('ok');
  });

  it('is not tried beyond its budget from where it is known either', async () => {
    expect(await attempt('viewer', DEMO_PASSWORD, HOME)).toBe('ok');
    const before = binds();
    for (let n = 0; n < 12; n += 1) await attempt('viewer', 'wrong', HOME);
    expect(binds() - before).toBe(ALL);
  });

  it('has its budget back when the time has passed, and after a right password', async () => {
    for (let n = 0; n < 9; n += 1) await attempt('viewer', 'wrong', elsewhere());
    await later(29);
    expect(await attempt('viewer', DEMO_PASSWORD, elsewhere())).toBe('throttled-1');
    await later(2);
    expect(await attempt('viewer', DEMO_PASSWORD, HOME)).toBe('ok');
    for (let n = 0; n < STRANGERS; n += 1)
      expect(await attempt('viewer', 'wrong', elsewhere())).toBe('invalid-credentials');
  });

  it('is told apart from no account by nothing', async () => {
    const answers = async (name: string) => {
      const all = [];
      for (let n = 0; n < 9; n += 1) all.push(await attempt(name, 'wrong', elsewhere()));
      return all;
    };
    expect(await answers('nobody-by-this-name')).toEqual(await answers('operator'));
  });
});

it('counts an attempt that was broken off for its account, as it may have reached the directory', async () => {
  for (let n = 0; n < STRANGERS; n += 1) await aim(await begin(elsewhere()), 'somebody');
  await later(29);
  await expect(begin(elsewhere()).then((own) => aim(own, 'somebody'))).rejects.toThrow(ThrottledError);
  await later(2);
  await aim(await begin(elsewhere()), 'somebody');
});

it('keeps what an address failed when somebody whom it tried signs in', async () => {
  const names = ['operator', 'viewer', 'editor'];
  for (let n = 0; n < PER_ADDRESS; n += 1)
    await attempt(names[n % names.length] ?? '', 'wrong', '203.0.113.5');
  expect(await attempt('operator', DEMO_PASSWORD, HOME)).toBe('ok');
  expect(await attempt('viewer', 'wrong', '203.0.113.5')).toMatch(/^throttled-/);
  for (let n = 0; n < STRANGERS; n += 1)
    expect(await attempt('operator', 'wrong', elsewhere())).toBe('invalid-credentials');
});

it('forgets what somebody mistyped where they sign in', async () => {
  for (let n = 0; n < PER_ADDRESS; n += 1) {
    expect(await attempt('operator', 'mistyped', HOME)).toBe('invalid-credentials');
    expect(await attempt('operator', DEMO_PASSWORD, HOME)).toBe('ok');
  }
  expect(await sql(product.database, 'SELECT FROM sign_in_attempt')).toEqual([]);
});

describe('an address', () => {
  it.each([
    ['one address', () => '203.0.113.9'],
    ['one IPv6 network', (n: number) => `2001:db8:1:2::${n.toString(16)}`],
  ])('that tries many accounts is stopped: %s', async (_, from) => {
    const before = product.directory.binds.length;
    const answers = [];
    for (let n = 0; n < 30; n += 1) answers.push(await attempt(`guess-${n}`, 'wrong', from(n + 1)));
    expect(answers.filter((answer) => answer === 'invalid-credentials')).toHaveLength(PER_ADDRESS);
    expect(answers.at(-1)).toMatch(/^throttled-/);
    const reached = product.directory.binds.length - before;
    expect(await attempt('operator', DEMO_PASSWORD, from(1))).toMatch(/^throttled-/);
    expect(product.directory.binds.length - before).toBe(reached);
    expect(await attempt('operator', DEMO_PASSWORD, elsewhere())).toBe('ok');
  });

  it('is not charged for people who sign in', async () => {
    for (let n = 0; n < PER_ADDRESS + 3; n += 1)
      expect(await attempt('operator', DEMO_PASSWORD, HOME)).toBe('ok');
    expect(await sql(product.database, 'SELECT FROM sign_in_attempt')).toEqual([]);
  });
});

it('leaves an audit row of each, with until when, and keeps no address and no name beside it', async () => {
  for (let n = 0; n < 8; n += 1) await attempt('viewer', 'a mistyped secret', '203.0.113.77');
  const row = (await auditRows(product.database, 'activity')).at(-1);
  expect(row).toMatchObject({ action: 'sign-in', outcome: 'denied', reason: 'throttled' });
  const kept = JSON.stringify(
    await sql(product.database, 'SELECT account_key, address_key FROM sign_in_attempt'),
  );
  expect(kept).not.toMatch(/viewer|203\.0\.113|secret/);
});

it('records an address that has to wait once for each wait, and a name that is too long within its budget', async () => {
  const long = 'x'.repeat(10_000);
  const from = elsewhere();
  const before = (await auditRows(product.database, 'activity')).length;
  const recorded = async () =>
    (await auditRows(product.database, 'activity')).slice(before).map(({ reason }) => reason);
  for (let n = 0; n < PER_ADDRESS + 5; n += 1) await attempt(long, 'wrong', from);
  const failures = Array.from({ length: PER_ADDRESS }, () => 'invalid-credentials');
  expect(await recorded()).toEqual([...failures, 'throttled']);
  await later(31);
  for (let n = 0; n < PER_ADDRESS + 5; n += 1) await attempt(long, 'wrong', from);
  expect(await recorded()).toEqual([...failures, 'throttled', ...failures, 'throttled']);
});

it('records no more sign-ins of an address than its budget while the directory is away', async () => {
  const before = (await auditRows(product.database, 'activity')).length;
  await product.directory.stop();
  for (let n = 0; n < PER_ADDRESS + 5; n += 1)
    expect(await attempt('viewer', DEMO_PASSWORD, HOME)).toBe('unavailable');
  expect(await auditRows(product.database, 'activity')).toHaveLength(before + PER_ADDRESS);
});
