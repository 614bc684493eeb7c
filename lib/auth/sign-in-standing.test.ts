import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { auditRows, sql } from '@/lib/local/test-rows';
import { onEachDomain } from './directory/contract/each-domain';
import { partsOf } from './directory/contract/parts';
import { type ContractProduct, startProduct } from './directory/contract/product';

const MINUTE = 60_000;
const origin = { requestId: 'standing-test', ip: '192.0.2.7', userAgent: null };

onEachDomain((_, subject) => {
  let product: ContractProduct;
  const { newUser } = partsOf(subject);
  beforeAll(async () => {
    product = await startProduct(subject());
  });
  afterAll(() => product?.stop());
  afterEach(() => {
    vi.useRealTimers();
    product.setDown(false);
  });

  const begin = async (sam: string) => {
    const { signIn } = await import('./sign-in');
    return (await signIn(sam, subject().accounts.password, origin)).sessionId;
  };
  const found = async (sessionId: string) => (await import('./sessions')).findSession(sessionId);
  /** Whoever asks with a session, so many minutes after the directory was asked. */
  const later = async (sessionId: string, minutes: number) => {
    await sql(
      product.database,
      'UPDATE session SET checked_at = now() - make_interval(secs => $2) WHERE id = $1',
      [sessionId, minutes * 60 + 1],
    );
    const actor = await found(sessionId);
    if (!actor) throw new Error('The session is not there.');
    return actor;
  };
  type Actor = Awaited<ReturnType<typeof later>>;
  /** Who that is for a page. */
  const seen = async (actor: Actor) => {
    const { verified, WORD_FOR_READING_MS } = await import('./standing');
    return verified(actor, WORD_FOR_READING_MS);
  };
  const createTeam = async (actor: Actor, name: string) =>
    (await import('@/lib/teams/commands')).createTeam({ ...origin, actor }, { name });
  const freeze = async (actor: Actor) =>
    (await import('@/lib/freeze/commands')).startFreeze(
      { ...origin, actor },
      { scope: 'all', reason: 'Night' },
    );
  const rowsSince = async (count: number) => (await auditRows(product.database, 'activity')).slice(count);
  const countRows = async () => (await rowsSince(0)).length;

  /** Somebody new in groups of the contract. */
  const newMember = async (...groups: string[]) => {
    const sam = await newUser();
    for (const group of groups) await subject().administrator.setMember(group, sam, true);
    return sam;
  };

  describe('in the middle of a session', () => {
    const viewers = () => subject().accounts.nested.group;
    const administrators = () => subject().accounts.highest.group;

    it.each<[string, (sam: string) => Promise<void>]>([
      ['disabled', (sam) => subject().administrator.setDisabled(sam, true)],
      ['expired', (sam) => subject().administrator.setExpires(sam, new Date('2020-01-01'))],
      ['deleted', (sam) => subject().administrator.remove(sam)],
      ['taken out of the group', (sam) => subject().administrator.setMember(viewers(), sam, false)],
    ])('20. who was %s has no session any more within five minutes, recorded once', async (_, change) => {
      const sam = await newMember(viewers());
      const [first, second] = [await begin(sam), await begin(sam)];
      await change(sam);
      const before = await countRows();
      const fresh = await later(first, 4);
      expect(await seen(fresh)).toEqual(fresh);
      const stale = await later(first, 5);
      expect(await Promise.all([seen(stale), seen(stale)])).toEqual([null, null]);
      expect([await found(first), await found(second)]).toEqual([null, null]);
      const expected = { action: 'session.end', actor_id: 'system:directory' };
      expect(await rowsSince(before)).toMatchObject([expected]);
    });

    it('20. who was demoted may do less from the next change on, in every session', async () => {
      const sam = await newMember(viewers(), administrators());
      const [first, second] = [await begin(sam), await begin(sam)];
      await expect(createTeam(await later(first, 1), `Before ${sam}`)).resolves.toBeDefined();
      await subject().administrator.setMember(administrators(), sam, false);
      const actor = await later(first, 1);
      expect(actor.role).toBe('administrator');
      await expect(createTeam(actor, `After ${sam}`)).rejects.toMatchObject({ status: 403 });
      expect([(await found(first))?.role, (await found(second))?.role]).toEqual(['viewer', 'viewer']);
    });

    it('20. who was promoted may do more without signing in again', async () => {
      const sam = await newMember(viewers());
      const id = await begin(sam);
      await subject().administrator.setMember(administrators(), sam, true);
      await expect(createTeam(await later(id, 5), `Promoted ${sam}`)).resolves.toBeDefined();
    });
  });

  describe('while the directory is down', () => {
    it('21. who is signed in goes on reading and may freeze; all else waits; after an hour nothing goes', async () => {
      const { highest, nested } = subject().accounts;
      const [one, other] = [
        await begin(await newMember(highest.group)),
        await begin(await newMember(nested.group)),
      ];
      product.setDown(true);
      const actor = await later(one, 5);
      expect(await seen(actor)).toEqual({ ...actor, unverified: true });
      await expect(freeze(actor)).resolves.toBeDefined();
      await expect(createTeam(actor, 'Night')).rejects.toMatchObject({ code: 'unavailable', status: 503 });
      await expect(freeze(await later(other, 5))).rejects.toMatchObject({ status: 403 });
      const before = await countRows();
      await expect(begin(subject().accounts.user.sam)).rejects.toMatchObject({ problem: 'unavailable' });
      expect(await rowsSince(before)).toMatchObject([{ outcome: 'failed', reason: 'unavailable' }]);

      const since = (minutes: number) => ({ ...actor, verifiedAt: new Date(Date.now() - minutes * MINUTE) });
      expect(await seen(since(59))).not.toBeNull();
      expect(await seen(since(61))).toBeNull();
      await expect(freeze(since(61))).rejects.toMatchObject({ status: 401 });
      expect([await found(one), await found(other)]).not.toContain(null);

      product.setDown(false);
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + MINUTE });
      const back = await seen(actor);
      expect(back).toMatchObject({ id: actor.id, role: 'administrator' });
      expect(back).not.toHaveProperty('unverified');
    });
  });
});
