'use server';

import { revalidatePath } from 'next/cache';
import { type ActionResult, action } from '@/lib/action';
import type { Context } from '@/lib/context';
import * as gates from '@/lib/gates/commands';
import type { Forecast } from '@/lib/gates/meets';
import { meetsBeforeSave } from '@/lib/gates/meets-before-save';
import * as rules from '@/lib/gates/rule-commands';
import * as windows from '@/lib/gates/window-commands';

/** A gate is shown on its own pages, and at the targets behind it. */
const change = <R>(run: (context: Context, input: unknown) => Promise<R>) =>
  action(async (context, input): Promise<R> => {
    const changed = await run(context, input);
    revalidatePath('/gates', 'layout');
    revalidatePath('/schedules', 'layout');
    return changed;
  });

export const create = change(gates.createGate);
export const update = change(gates.updateGate);
export const remove = change(gates.deleteGate);
export const close = change(gates.closeGate);
export const open = change(gates.openGate);
export const addWindow = change(windows.addWindow);
export const removeWindow = change(windows.removeWindow);
export const addRule = change(rules.addRule);
export const removeRule = change(rules.removeRule);

/** What the form of a schedule asks before a save. */
export const meets: (input: unknown) => Promise<ActionResult<Forecast | null>> = action(meetsBeforeSave);
