'use server';

import { revalidatePath } from 'next/cache';
import { action } from '@/lib/action';
import type { Context } from '@/lib/context';
import { acceptTheirs } from '@/lib/drift/accept';
import { decideMany as decideOnMany } from '@/lib/drift/decide-many';
import { endRecovery as end } from '@/lib/drift/end-recovery';
import { restoreOurs } from '@/lib/drift/restore';
import { askScan, confirmScan } from '@/lib/drift/scan-commands';
import type { Saved } from '@/lib/schedules/commands';
import { getSync, type SyncView } from '@/lib/schedules/queries';
import { reconcileSoon } from '@/lib/sync/soon';

export type Decided = Saved & { sync: SyncView };

/** A decision, then AWS within three seconds, then how it stands there. */
const decide = (run: (context: Context, input: unknown) => Promise<Saved>) =>
  action(async (context, input): Promise<Decided> => {
    const saved = await run(context, input);
    await reconcileSoon(saved.id);
    revalidatePath('/', 'layout');
    return { ...saved, sync: await getSync(context, saved.id) };
  });

export const restore = decide(restoreOurs);
export const accept = decide(acceptTheirs);

export const scan = action(async (context, input) => {
  const asked = await askScan(context, input);
  revalidatePath('/drift');
  return asked;
});

export const confirm = action(async (context, input) => {
  const confirmed = await confirmScan(context, input);
  revalidatePath('/drift');
  return confirmed;
});

/** Decisions on many, then AWS within three seconds, as far as it comes. */
export const decideMany = action(async (context, input) => {
  const outcomes = await decideOnMany(context, input);
  await Promise.all(outcomes.map(({ id, ok }) => ok && reconcileSoon(id)));
  revalidatePath('/', 'layout');
  return outcomes;
});

export const endRecovery = action(async (context, input) => {
  const ended = await end(context, input);
  revalidatePath('/', 'layout');
  return ended;
});
