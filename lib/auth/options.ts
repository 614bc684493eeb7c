import { headers } from 'next/headers';
import type { NextAuthOptions } from 'next-auth';
import type { JWT } from 'next-auth/jwt';
import Credentials from 'next-auth/providers/credentials';
import { env } from '@/lib/env';
import { log } from '@/lib/log';
import { originOf } from '@/lib/web/origin';
import { cookieName } from './cookie-name';
import { SESSION_HOURS } from './sessions';
import { SignInError, signIn, signOut } from './sign-in';

/** The cookie's token names a session of the database and holds nothing else that is believed. */
type SessionToken = JWT & { sid?: string };

/** next-auth over the directory. The session itself lives in the database, so that it can be ended there. */
export function authOptions(): NextAuthOptions {
  const secure = env().ROTA_URL.startsWith('https:');
  const cookie = (of: Parameters<typeof cookieName>[0]) => ({
    name: cookieName(of, secure),
    options: { httpOnly: true, sameSite: 'lax' as const, path: '/', secure },
  });
  return {
    secret: env().ROTA_SECRET,
    session: { strategy: 'jwt', maxAge: SESSION_HOURS * 3600 },
    pages: { signIn: '/login', error: '/login', signOut: '/login' },
    cookies: {
      sessionToken: cookie('session'),
      csrfToken: cookie('csrf'),
      callbackUrl: cookie('callback'),
    },
    providers: [
      Credentials({
        credentials: { username: {}, password: {} },
        async authorize(credentials, request) {
          const { username, password } = credentials ?? {};
          if (typeof username !== 'string' || typeof password !== 'string')
            throw new SignInError('invalid-credentials');
          return tellNothingElse(signIn(username, password, originOf(request.headers ?? {})));
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => {
        const own: SessionToken = user && 'sessionId' in user ? { sid: String(user.sessionId) } : token;
        return { sid: own.sid };
      },
      session: async ({ token }) => ({ expires: '', sid: (token as SessionToken).sid }),
      redirect: ({ url, baseUrl }) => (url.startsWith('/') ? `${baseUrl}${url}` : baseUrl),
    },
    events: {
      signOut: async ({ token }) => {
        const sid = (token as SessionToken | null)?.sid;
        if (sid) await signOut(originOf(await headers()), sid);
      },
    },
    logger: {
      error: (code, details) => log.error({ code, details }, 'next-auth'),
      warn: (code) => log.warn({ code }, 'next-auth'),
      debug: () => undefined,
    },
  };
}

/** next-auth puts the message of an error into the address, for all to read. */
async function tellNothingElse<R>(signingIn: Promise<R>): Promise<R> {
  try {
    return await signingIn;
  } catch (error) {
    if (error instanceof SignInError) throw error;
    log.error({ err: error }, 'a sign-in failed');
    throw new Error('internal');
  }
}
