'use server';

import { revalidatePath } from 'next/cache';
import { action } from '@/lib/action';
import * as commands from '@/lib/adopt/commands';
import * as origins from '@/lib/adopt/origin-queries';
import * as queries from '@/lib/adopt/queries';
import * as returns from '@/lib/adopt/return-commands';
import { askScan } from '@/lib/adopt/scan';
import { watchNow } from '@/lib/adopt/watch';
import type { Context } from '@/lib/context';

/** A command whose outcome shows on this page and on the schedules' own. */
const change = <R>(run: (context: Context, input: unknown) => Promise<R>) =>
  action(async (context, input) => {
    const result = await run(context, input);
    revalidatePath('/', 'layout');
    return result;
  });

export const scan = change(askScan);
export const adopt = change(commands.adopt);
export const giveBack = change(returns.giveBack);
export const disableAgain = change(returns.disableAgain);
export const retry = change(returns.retryAdoption);
export const check = change(watchNow);

export const preview = action(queries.preview);
export const chooseAll = action(queries.chooseAll);
export const progress = action(origins.progress);
