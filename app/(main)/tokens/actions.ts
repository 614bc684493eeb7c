'use server';

import { revalidatePath } from 'next/cache';
import { action } from '@/lib/action';
import { createToken, revokeToken } from '@/lib/tokens/commands';

export const create = action(async (context, input) => {
  const created = await createToken(context, input);
  revalidatePath('/tokens');
  return created;
});

export const revoke = action(async (context, input) => {
  const revoked = await revokeToken(context, input);
  revalidatePath('/tokens');
  return revoked;
});
