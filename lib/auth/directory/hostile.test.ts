import { beforeAll, expect, it } from 'vitest';
import { createDirectory, DirectoryError } from '@/lib/auth/directory';
import { CONTRACT_CONFIG, PASSWORD } from '@/lib/local/directory/contract-accounts';
import { rounds } from '@/lib/local/rounds';
import { SAMBA_START_MS } from '@/lib/local/samba/availability';
import { onEachDomain } from './contract/each-domain';
import { type Attempt, hostileAttempts, rightfulIn } from './contract/hostile';
import { inspected, printed } from './contract/secrecy';

const COUNT = rounds(500, 2_000);
const AT_ONCE = 4;
/** Shorter passwords stand in any text by chance. */
const TELLING = 6;
/** Accounts that a right password lets in. */
const DOMAIN = {
  ...CONTRACT_CONFIG,
  accounts: ['alice', 'bob', 'carol', 'zoë', "o'brien"],
  password: PASSWORD,
};
const rightfulAccount = rightfulIn(DOMAIN);

onEachDomain((kind, subject) => {
  // Wrong passwords would lock out the very accounts that right ones must let in.
  beforeAll(() => subject().administrator.setLockoutThreshold(0));

  it(
    'lets in whom it should and nobody else, throws DirectoryErrors alone, and prints no password',
    async () => {
      const output = printed();
      const wrong: unknown[] = [];
      let done = 0;
      let admitted = 0;
      const directory = createDirectory(subject().config);
      const judge = async (attempt: Attempt) => {
        const result = await directory
          .signIn(attempt.name, attempt.password)
          .catch((error: unknown) => error);
        const found = result instanceof Error ? null : (result as { sam: string }).sam;
        const secret = attempt.password.length >= TELLING && inspected(result).includes(attempt.password);
        const kept = result instanceof DirectoryError ? result.code !== 'unavailable' : found !== null;
        if (found !== rightfulAccount(attempt) || secret || !kept)
          wrong.push({ attempt: brief(attempt), result });
        if (found !== null) admitted += 1;
        done += 1;
      };
      const queue = hostileAttempts(DOMAIN, COUNT);
      const work = async () => {
        for (let next = queue.pop(); next; next = queue.pop()) await judge(next);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      await directory.ping();
      const text = output.text;
      output.release();
      console.log(`Hostile input: ${done} names and passwords tried at ${kind}, ${admitted} of them right.`);
      expect(wrong).toEqual([]);
      expect(text).toBe('');
      expect(done).toBeGreaterThanOrEqual(COUNT);
      expect(admitted).toBeGreaterThan(20);
    },
    SAMBA_START_MS,
  );
});

const brief = ({ name, password }: Attempt) => ({
  name: JSON.stringify(name.slice(0, 100)),
  password: JSON.stringify(password.slice(0, 100)),
});
