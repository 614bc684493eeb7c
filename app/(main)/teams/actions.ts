'use server';

import { revalidatePath } from 'next/cache';
import { action } from '@/lib/action';
import { createTeam, renameTeam } from '@/lib/teams/commands';

export const create = action(async (context, input) => {
  const team = await createTeam(context, input);
  revalidatePath('/teams');
  return team;
});

export const rename = action(async (context, input) => {
  const team = await renameTeam(context, input);
  revalidatePath('/teams');
  return team;
});
