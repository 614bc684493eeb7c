'use server';

import { revalidatePath } from 'next/cache';
import { action } from '@/lib/action';
import { liftFreeze, startFreeze } from '@/lib/freeze/commands';

export const start = action(async (context, input) => {
  const started = await startFreeze(context, input);
  revalidatePath('/', 'layout');
  return started;
});

export const lift = action(async (context, input) => {
  const lifted = await liftFreeze(context, input);
  revalidatePath('/', 'layout');
  return lifted;
});
