'use server';

import { revalidatePath } from 'next/cache';
import { action } from '@/lib/action';
import { retryBulk, startBulk, undoBulk } from '@/lib/bulk/commands';
import { prepareBulk } from '@/lib/bulk/prepare';
import { runSoon } from '@/lib/bulk/run';

/** So few are done before the answer, and no longer than this; workers do the rest. */
const SMALL = 25;
const PATIENCE_MS = 2_500;

/** A page that follows the rows draws itself anew. */
async function begun<Job extends { id: string; rows: number }>(job: Job): Promise<Job> {
  if (job.rows <= SMALL) await runSoon(job.id, PATIENCE_MS);
  revalidatePath('/', 'layout');
  return job;
}

export const prepare = action(prepareBulk);

export const start = action(async (context, input) => begun(await startBulk(context, input)));

export const retry = action(async (context, input) => begun(await retryBulk(context, input)));

export const undo = action(async (context, input) => begun(await undoBulk(context, input)));
