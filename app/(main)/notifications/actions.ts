'use server';

import { revalidatePath } from 'next/cache';
import { action } from '@/lib/action';
import type { Context } from '@/lib/context';
import { createChannel, deleteChannel, switchChannel, updateChannel } from '@/lib/notifications/commands';
import { testChannel } from '@/lib/notifications/test-channel';

const change = (run: (context: Context, input: unknown) => Promise<{ id: string }>) =>
  action(async (context, input) => {
    const changed = await run(context, input);
    revalidatePath('/notifications', 'layout');
    return changed;
  });

export const create = change(createChannel);
export const update = change(updateChannel);
export const switchTo = change(switchChannel);
export const remove = change(deleteChannel);

export const test = action(testChannel);
