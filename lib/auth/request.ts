import { headers } from 'next/headers';
import { getServerSession } from 'next-auth';
import { cache } from 'react';
import type { Context } from '@/lib/context';
import { originOf } from '@/lib/web/origin';
import { authOptions } from './options';
import { findSession } from './sessions';

/** Who asks, and from where: read once a request. Whether they may is decided by what they ask for. */
export const requestContext = cache(async (): Promise<Context> => {
  const origin = originOf(await headers());
  const session: { sid?: string } | null = await getServerSession(authOptions());
  const user = session?.sid ? await findSession(session.sid) : null;
  return { ...origin, actor: user ?? { type: 'anonymous' } };
});
