import { z } from 'zod';
import type { Chain } from './chain';
import type { Fork } from './digest-line';

const ofChain = z.object({
  /** The digest up to which all are known to be kept outside, and the last one that there was; 0 where there was none. */
  kept: z.int().nonnegative(),
  last: z.int().nonnegative(),
});

/** That a backup was restored, as a row of the activity has it in its details under `restored`. */
export const restored = z.object({ schedule: ofChain, activity: ofChain });
export type Restored = z.output<typeof restored>;

const body = z.object({ details: z.object({ restored }) });

/** What a row of the activity declares; null of any other row. Quotes within a text are escaped, so that no words pass for it. */
export function declarationIn(text: string): Restored | null {
  if (!text.includes('"restored":{')) return null;
  return body.safeParse(JSON.parse(text)).data?.details.restored ?? null;
}

/** Whether it was declared of an audit that a backup from where these digests were given up was restored. */
export const declares = (said: Restored, chain: Chain, { after }: Pick<Fork, 'after'>): boolean =>
  said[chain].kept <= after.number && after.number <= said[chain].last;
