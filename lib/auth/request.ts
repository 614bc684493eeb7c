import { headers } from 'next/headers';
import { getServerSession } from 'next-auth';
import { cache } from 'react';
import type { Context } from '@/lib/context';
import { originOf } from '@/lib/web/origin';
import { authOptions } from './options';
import { findSession } from './sessions';
import { verified, WORD_FOR_READING_MS } from './standing';

/** Who asks, and from where: read once a request. Whether they may is decided by what they ask for. */
export const requestContext = cache(async (): Promise<Context> => {
  const origin = originOf(await headers());
  const session: { sid?: string } | null = await getServerSession(authOptions());
  const found = session?.sid ? await findSession(session.sid) : null;
  const user = found && (await verified(found, WORD_FOR_READING_MS));
  return { ...origin, actor: user ?? { type: 'anonymous' } };
});
