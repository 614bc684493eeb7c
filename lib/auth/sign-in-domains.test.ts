import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDirectory } from '@/lib/auth/directory';
import { auditRows, sql } from '@/lib/local/test-rows';
import { onEachDomain } from './directory/contract/each-domain';
import { outcomeOf, partsOf, userBinds } from './directory/contract/parts';
import { type ContractProduct, startProduct } from './directory/contract/product';
import { signInMessage } from './sign-in-problems';

/** What a domain that locks after 10 leaves of an account's budget: 8 attempts, 2 of them for known addresses. */
const THRESHOLD = 10;
const STRANGERS = 6;
const ALL = 8;
const PER_ADDRESS = 12;
const HOME = '192.0.2.1';

/** The helpful part of what is told, by Active Directory's sub-code. */
const WORDS: Record<string, RegExp> = {
  '530': /may not sign in at this time/,
  '531': /may not sign in at this time or from this place/,
  '532': /password has expired\. Change it/,
  '533': /account is disabled\. Ask your service desk/,
  '701': /account has expired\. Ask your service desk/,
  '773': /must change your password first/,
  '775': /account is locked after too many attempts\. Wait/,
};

let addresses = 0;
const elsewhere = () => {
  addresses += 1;
  return `198.51.${addresses >> 8}.${addresses & 255}`;
};

onEachDomain((_, subject) => {
  let product: ContractProduct;
  const { newUser, isService } = partsOf(subject);
  beforeAll(async () => {
    await subject().administrator.setLockoutThreshold(THRESHOLD);
    product = await startProduct(subject(), {
      LDAP_LOCKOUT_THRESHOLD: String(THRESHOLD),
      ROTA_SIGN_IN_FAILURES_PER_ADDRESS: String(PER_ADDRESS),
    });
  });
  afterAll(() => product?.stop());
  beforeEach(() => sql(product.database, 'TRUNCATE sign_in_attempt, sign_in_address'));

  /** `ok`, or the code of the problem that is told. */
  const attempt = async (name: string, password = subject().accounts.password, ip = elsewhere()) => {
    const { signIn } = await import('./sign-in');
    return signIn(name, password, { requestId: 'domain-test', ip, userAgent: null }).then(
      () => 'ok',
      (error: { problem?: string }) => error.problem ?? Promise.reject(error),
    );
  };
  const lastRow = async () => (await auditRows(product.database, 'activity')).at(-1);
  const details = async () => (JSON.parse((await lastRow())?.body ?? '{}') as { details: unknown }).details;
  const binds = () => userBinds(product.tap, isService).length;
  /** Somebody with a role, for tests that need one who may come in. */
  const newViewer = async () => {
    const sam = await newUser();
    await subject().administrator.setMember(subject().accounts.nested.group, sam, true);
    return sam;
  };
  /** As somebody's own computer signs in, beside the product. */
  const atTheDirectory = (sam: string, password: string) =>
    outcomeOf(createDirectory(subject().config).signIn(sam, password));

  describe('why somebody is refused', () => {
    it('12. is told in helpful words, and the audit keeps the sub-code', async () => {
      for (const { sam, code, subCode } of subject().accounts.refused) {
        expect(await attempt(sam)).toBe(code);
        expect(signInMessage(code)).toMatch(WORDS[subCode] ?? 'no such words');
        expect(await lastRow()).toMatchObject({ action: 'sign-in', outcome: 'failed', reason: code });
        expect(await details()).toEqual({ subCode });
      }
    });

    it('12. is told of a locked account, to a right password and to a wrong one', async () => {
      const sam = await newViewer();
      for (let n = 0; n < THRESHOLD; n += 1) await atTheDirectory(sam, `wrong ${n}`);
      for (const password of [subject().accounts.password, 'wrong']) {
        expect(await attempt(sam, password)).toBe('locked-out');
        expect(await details()).toEqual({ subCode: '775' });
      }
      expect(signInMessage('locked-out')).toMatch(WORDS['775'] ?? 'no such words');
    });

    it('12. is the same for a wrong password and for a name that nobody has', async () => {
      for (const name of [subject().accounts.refused[0]?.sam ?? '', 'nobody-by-this-name']) {
        expect(await attempt(name, 'wrong')).toBe('invalid-credentials');
        expect(await details()).toEqual({ subCode: '52e' });
      }
    });

    it('18. is that no group gives a role: denied, in clear words, and no session', async () => {
      expect(await attempt(subject().accounts.outside)).toBe('no-role');
      expect(signInMessage('no-role')).toMatch(
        /password is right, but none of your directory groups has a role/,
      );
      expect(await lastRow()).toMatchObject({ outcome: 'denied', reason: 'no-role' });
      expect(await sql(product.database, 'SELECT FROM session')).toEqual([]);
    });
  });

  describe('the budgets of failures', () => {
    it('13. keep strangers below what locks an account, from however many addresses and names', async () => {
      const { config } = subject();
      const sam = await newViewer();
      const before = binds();
      const names = [sam, sam.toUpperCase(), `${config.netbiosDomain}\\${sam}`, `${sam}@${config.upnSuffix}`];
      const answers = [];
      for (let n = 0; n < 2 * THRESHOLD; n += 1)
        answers.push(await attempt(names[n % names.length] ?? '', `wrong ${n}`));
      expect(answers.map((answer) => answer === 'invalid-credentials')).toEqual(
        answers.map((_, n) => n < STRANGERS),
      );
      expect(binds() - before).toBe(STRANGERS);
      expect(await subject().administrator.badAttempts(sam)).toBe(STRANGERS);
      expect(await atTheDirectory(sam, subject().accounts.password)).toBe('ok');
    });

    it('13. hold where all come at the same moment', async () => {
      const sam = await newViewer();
      const before = binds();
      await Promise.all(Array.from({ length: 2 * THRESHOLD }, () => attempt(sam, 'wrong')));
      expect(binds() - before).toBe(STRANGERS);
      expect(await subject().administrator.badAttempts(sam)).toBe(STRANGERS);
    });

    it('13. leave a part to addresses that signed in before, who are not locked out either', async () => {
      const { password } = subject().accounts;
      const sam = await newViewer();
      expect(await attempt(sam, password, HOME)).toBe('ok');
      for (let n = 0; n < THRESHOLD; n += 1) await attempt(sam, 'wrong');
      expect(await attempt(sam, password)).toMatch(/^throttled-/);
      expect(await attempt(sam, password, HOME)).toBe('ok');
      for (let n = 0; n < THRESHOLD; n += 1) await attempt(sam, 'wrong', HOME);
      expect(await subject().administrator.badAttempts(sam)).toBe(ALL);
      expect(await atTheDirectory(sam, password)).toBe('ok');
    });

    it('13. stop an address that tries many names, and nobody else', async () => {
      const sam = await newViewer();
      const before = binds();
      for (let n = 0; n < 2 * PER_ADDRESS; n += 1) await attempt(`guess-${n}`, 'wrong', HOME);
      expect(binds() - before).toBe(PER_ADDRESS);
      expect(await attempt(sam, subject().accounts.password, HOME)).toMatch(/^throttled-/);
      expect(await attempt(sam)).toBe('ok');
    });
  });
});
