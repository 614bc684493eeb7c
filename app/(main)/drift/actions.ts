'use server';

import { revalidatePath } from 'next/cache';
import { action } from '@/lib/action';
import type { Context } from '@/lib/context';
import { acceptTheirs } from '@/lib/drift/accept';
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
