'use server';

import { revalidatePath } from 'next/cache';
import { type ActionResult, action } from '@/lib/action';
import { createCalendar, deleteCalendar, type SavedCalendar, updateCalendar } from '@/lib/calendars/commands';
import { type ImportPreview, importCalendar, previewImport } from '@/lib/calendars/import';
import type { Context } from '@/lib/context';

/** A calendar is shown on its own pages, and in what follows it. */
const change = <R>(run: (context: Context, input: unknown) => Promise<R>) =>
  action(async (context, input): Promise<R> => {
    const changed = await run(context, input);
    revalidatePath('/calendars', 'layout');
    revalidatePath('/schedules', 'layout');
    return changed;
  });

export const create: (input: unknown) => Promise<ActionResult<SavedCalendar>> = change(createCalendar);
export const update: (input: unknown) => Promise<ActionResult<SavedCalendar>> = change(updateCalendar);
export const importFile: (input: unknown) => Promise<ActionResult<SavedCalendar>> = change(importCalendar);
export const remove: (input: unknown) => Promise<ActionResult<{ id: string }>> = change(deleteCalendar);

/** What importing a file would do; nothing is changed. */
export const preview: (input: unknown) => Promise<ActionResult<ImportPreview>> = action(previewImport);
