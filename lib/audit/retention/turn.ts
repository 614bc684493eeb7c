import { env } from '@/lib/env';
import { log } from '@/lib/log';
import { CHAINS } from '../chain';
import { signingKey } from '../signing/keys';
import { archiveMonth, type Retention } from './archive-month';
import { removeExpired } from './expire';
import { asKeeper, type Keeper } from './keeper';

const EVERY_MS = 60 * 60_000;
/** A try costs the writing of a whole month. */
const AFTER_ERROR_MS = 15 * 60_000;

/**
 * A turn of the worker: archives the months of the audits that were online for long enough, and removes archives that were
 * kept for long enough. One worker at a time does so. @returns milliseconds until the next one
 */
export const retentionTurn = (maintenanceUrl: string, retention: Retention) => async (): Promise<number> => {
  const key = signingKey();
  if (!key) {
    log.error(
      { alert: true },
      'the audits are not archived: ROTA_AUDIT_KEY_FILE is not set, and archives must be signed',
    );
    return EVERY_MS;
  }
  try {
    await asKeeper(maintenanceUrl, async (keeper) => {
      for (const chain of CHAINS) while (await archiveMonth(chain, keeper, key, retention));
      await expire(keeper, retention.folder);
    });
    return EVERY_MS;
  } catch (error) {
    log.error({ alert: true, err: error }, 'the audits could not be archived');
    return AFTER_ERROR_MS;
  }
};

async function expire(keeper: Keeper, folder: string): Promise<void> {
  const { ROTA_AUDIT_MONTHS_ARCHIVED: months } = env();
  if (months === undefined) return;
  const removed = await removeExpired(keeper, folder, months);
  if (removed.length > 0) log.info({ removed }, 'archives of the audits were removed');
}
