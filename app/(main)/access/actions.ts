'use server';

import { revalidatePath } from 'next/cache';
import { changeRights, grantRole, revokeGrant } from '@/lib/access/commands';
import { searchGroups } from '@/lib/access/search';
import { action } from '@/lib/action';

export const search = action(searchGroups);

export const grant = action(async (context, input) => {
  const granted = await grantRole(context, input);
  revalidatePath('/access');
  return granted;
});

export const change = action(async (context, input) => {
  const changed = await changeRights(context, input);
  revalidatePath('/access');
  return changed;
});

export const revoke = action(async (context, input) => {
  const revoked = await revokeGrant(context, input);
  revalidatePath('/access');
  return revoked;
});
