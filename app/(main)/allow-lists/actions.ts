'use server';

import { revalidatePath } from 'next/cache';
import { action } from '@/lib/action';
import { addEntry, removeEntry } from '@/lib/allow-lists/commands';
import * as consequences from '@/lib/allow-lists/consequences';

export const previewAdd = action(consequences.previewAdd);

export const previewRemove = action(consequences.previewRemove);

export const add = action(async (context, input) => {
  const added = await addEntry(context, input);
  revalidatePath('/allow-lists');
  return added;
});

export const remove = action(async (context, input) => {
  const removed = await removeEntry(context, input);
  revalidatePath('/allow-lists');
  return removed;
});
