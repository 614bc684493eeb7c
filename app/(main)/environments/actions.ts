'use server';

import { revalidatePath } from 'next/cache';
import { action } from '@/lib/action';
import type { Context } from '@/lib/context';
import { checkEnvironment } from '@/lib/environments/check';
import {
  createEnvironment,
  disableEnvironment,
  enableEnvironment,
  removeEnvironment,
  updateEnvironment,
} from '@/lib/environments/commands';
import { listStock } from '@/lib/environments/stock';
import { checkTargets as lookAtTargets } from '@/lib/environments/target-check';

/** Every page shows environments: their names and marks. */
const change = (run: (context: Context, input: unknown) => Promise<{ id: string }>) =>
  action(async (context, input) => {
    const changed = await run(context, input);
    revalidatePath('/', 'layout');
    return changed;
  });

export const create = change(createEnvironment);
export const update = change(updateEnvironment);
export const disable = change(disableEnvironment);
export const enable = change(enableEnvironment);
export const remove = change(removeEnvironment);

export const check = action(async (context, input) => {
  const found = await checkEnvironment(context, input);
  revalidatePath('/environments', 'layout');
  return found;
});

/** What the form of a schedule asks before a save. */
export const checkTargets = action(lookAtTargets);
export const stock = action(listStock);
