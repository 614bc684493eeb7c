'use server';

import { revalidatePath } from 'next/cache';
import { action } from '@/lib/action';
import { endSessions, signOutEverywhere } from '@/lib/people/commands';

export const end = action(async (context, input) => {
  const ended = await endSessions(context, input);
  revalidatePath('/people');
  return ended;
});

export const endOwn = action(signOutEverywhere);
