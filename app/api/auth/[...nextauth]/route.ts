import NextAuth from 'next-auth';
import { authOptions } from '@/lib/auth/options';

type Parameters = { params: Promise<{ nextauth: string[] }> };

/** What signing in and out needs. Of the rest, next-auth would let anybody write into the log. */
const OPEN: Record<string, readonly string[]> = {
  GET: ['csrf', 'providers'],
  POST: ['callback/credentials', 'signout'],
};

/** next-auth's own endpoints: sign-in, sign-out and their CSRF token. */
async function handler(request: Request, parameters: Parameters): Promise<Response> {
  const { nextauth } = await parameters.params;
  if (!OPEN[request.method]?.includes(nextauth.join('/'))) return new Response(null, { status: 404 });
  return NextAuth(authOptions())(request, parameters);
}

export { handler as GET, handler as POST };
