import { db } from '@/lib/db';
import { log } from '@/lib/log';
import { systemContext } from '@/lib/system-context';
import { startFreeze } from './commands';
import { type FreezeOptions, UsageError } from './options';

/**
 * Freezes by the word of somebody on a host of Rota's, whom nobody else has authorised: recorded as such, and an alert.
 * @param user of the host
 * @returns of how many schedules AWS is asked
 * @throws UsageError of a name that is none; RotaError invalid, of a reason that can't be kept
 */
export async function freezeFromHost(
  { scope, name, reason }: FreezeOptions,
  user: string,
): Promise<{ id: string; schedules: number }> {
  const context = systemContext(`host user ${user}`);
  const frozen = await startFreeze(context, { ...(await placeOf(scope, name)), reason });
  log.error({ alert: true, freeze: frozen.id, user, scope, name, reason }, 'frozen from a host');
  return frozen;
}

async function placeOf(scope: FreezeOptions['scope'], name: string | null) {
  if (scope === 'all') return { scope };
  const where = { name: { equals: name ?? '', mode: 'insensitive' } } as const;
  const found = scope === 'team' ? db().team.findFirst({ where }) : db().environment.findFirst({ where });
  const id = (await found)?.id;
  if (!id) throw new UsageError(`There is no ${scope} ${name}. Its name stands on the page Freeze.`);
  return scope === 'team' ? { scope, teamId: id } : { scope, environmentId: id };
}
