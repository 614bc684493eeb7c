'use server';

import { revalidatePath } from 'next/cache';
import { action } from '@/lib/action';
import type { Command } from '@/lib/command';
import { runAt } from '@/lib/runs/commands/at-instant';
import { cancelMany, cancelRun } from '@/lib/runs/commands/cancel';
import { endMany } from '@/lib/runs/commands/end-awaited';
import { runNow } from '@/lib/runs/commands/now';
import { redriveMany, redriveRun } from '@/lib/runs/commands/redrive';
import { rerun as rerunSlot } from '@/lib/runs/commands/rerun';
import { stopRun, stopSchedule } from '@/lib/runs/commands/stop';

/** A command, after which whatever shows runs is drawn anew. */
const act = <R>(run: Command<R>) =>
  action(async (context, input) => {
    const done = await run(context, input);
    revalidatePath('/', 'layout');
    return done;
  });

export const now = act(runNow);
export const at = act(runAt);
export const cancel = act(cancelRun);
export const cancelAll = act(cancelMany);
export const redrive = act(redriveRun);
export const redriveAll = act(redriveMany);
export const rerun = act(rerunSlot);
export const stop = act(stopRun);
export const endAll = act(endMany);
export const stopAll = act(stopSchedule);
