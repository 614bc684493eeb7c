import { expect, it } from 'vitest';
import type { Verdict } from '@/lib/local/directory/wire-tap';
import type { ContractDomain } from './domain';
import { listener, outcomeOf, partsOf, userBinds } from './parts';

/** Several controllers, some of them ill. */
export function controllerContract(subject: () => ContractDomain): void {
  const { directory, tap, isService } = partsOf(subject);
  const toSecond = () => ({ target: { url: subject().second, ca: subject().config.ca } });
  const signIn = (urls: string[], rest: object = {}) => {
    const { user, password } = subject().accounts;
    return outcomeOf(directory({ urls, ...rest }).signIn(user.sam, password));
  };
  /** Does something to the first user's bind, and lets all else pass. */
  const onUserBind = (verdict: Verdict) => ({
    judge: ({ request }: { request: { op: string; name?: string } }): Verdict =>
      request.op === 'bind' && !isService(request.name ?? '') ? verdict : 'pass',
  });

  it('15. goes on to the next controller when one is off, hangs up, or keeps silent', async () => {
    const hangsUp = await listener((socket) => socket.destroy());
    const silent = await listener();
    const silentInTls = await tap({ judge: () => 'swallow' });
    const second = await tap(toSecond());
    const urls = ['ldaps://localhost:1', hangsUp.url, silent.url, silentInTls.url, second.url];
    expect(await signIn(urls, { controllerMs: 200 })).toBe('ok');
    expect([hangsUp, silent, silentInTls].map((one) => one.connections)).toEqual([1, 1, 1]);
    expect(userBinds(second, isService)).toHaveLength(1);
    expect(silentInTls.binds).toEqual([]);
  });

  it('15. goes on when a controller breaks off a look-up, or says that it is busy', async () => {
    for (const verdict of ['cut', 'busy'] as const) {
      const first = await tap({
        judge: ({ request }) => (request.op === 'search' && request.base !== '' ? verdict : 'pass'),
      });
      const second = await tap(toSecond());
      expect(await signIn([first.url, second.url])).toBe('ok');
      expect(userBinds(first, isService)).toEqual([]);
      expect(userBinds(second, isService)).toHaveLength(1);
    }
  });

  it('15. pays for a silent controller once, and asks it again after its cool-down', async () => {
    let now = Date.now();
    const silent = await listener();
    const second = await tap(toSecond());
    const urls = [silent.url, second.url];
    const both = directory({ urls, controllerMs: 300, cooldownMs: 1000, now: () => now });
    const { user, password } = subject().accounts;
    const timed = async () => {
      const start = performance.now();
      await both.signIn(user.sam, password);
      return performance.now() - start;
    };
    const first = await timed();
    expect(first).toBeGreaterThanOrEqual(299);
    expect(first).toBeLessThan(4000);
    await both.ping();
    await timed();
    expect(silent.connections).toBe(1);
    now += 1001;
    await both.ping();
    expect(silent.connections).toBe(2);
  });

  it.each(['cut', 'swallow', 'busy'] as const)(
    '14. sends the password to no other controller after one was told it (%s)',
    async (verdict) => {
      const first = await tap(onUserBind(verdict));
      const second = await tap(toSecond());
      expect(await signIn([first.url, second.url], { deadlineMs: 1500 })).toBe('unavailable');
      expect(userBinds(first, isService)).toHaveLength(1);
      expect(userBinds(second, isService)).toEqual([]);
    },
  );

  it('15. reads the groups from the next controller when one dies after the user was proved', async () => {
    let proved = false;
    const first = await tap({
      judge: ({ request }) => {
        if (proved) return 'cut';
        proved = request.op === 'bind' && !isService(request.name);
        return 'pass';
      },
    });
    const second = await tap(toSecond());
    expect(await signIn([first.url, second.url])).toBe('ok');
    expect([...userBinds(first, isService), ...userBinds(second, isService)]).toHaveLength(1);
  });

  it('15. asks no other controller about a refused service account', async () => {
    const first = await tap();
    const second = await tap(toSecond());
    expect(await signIn([first.url, second.url], { servicePassword: 'wrong' })).toBe('unavailable');
    expect(second.connections).toBe(0);
  });

  it('16. ends within the deadline when every controller is silent', async () => {
    const silent = await listener();
    const start = performance.now();
    expect(await signIn([silent.url, silent.url], { deadlineMs: 400 })).toBe('unavailable');
    expect(performance.now() - start).toBeLessThan(1200);
  });

  it('16. ends within the deadline when each answer comes late, but none too late by itself', async () => {
    const late = () => new Promise<Verdict>((resolve) => setTimeout(() => resolve('pass'), 250));
    const [first, second] = [await tap({ judge: late }), await tap({ ...toSecond(), judge: late })];
    const start = performance.now();
    expect(await signIn([first.url, second.url], { deadlineMs: 900 })).toBe('unavailable');
    expect(performance.now() - start).toBeLessThan(1800);
  });
}
