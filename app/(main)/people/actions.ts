'use server';

import { revalidatePath } from 'next/cache';
import { action } from '@/lib/action';
import { askDirectory } from '@/lib/people/ask';
import { endSessions, signOutEverywhere } from '@/lib/people/commands';
import { testDirectory } from '@/lib/people/test-directory';

export const end = action(async (context, input) => {
  const ended = await endSessions(context, input);
  revalidatePath('/people', 'layout');
  return ended;
});

/** What the directory answers, over the path of every sign-in. */
export const testConnection = action(testDirectory);

/** What the directory says of a person now. */
export const ask = action(askDirectory);

export const endOwn = action(signOutEverywhere);
