import NextAuth from 'next-auth';
import { authOptions } from '@/lib/auth/options';

type Parameters = { params: Promise<{ nextauth: string[] }> };

/** next-auth's own endpoints: sign-in, sign-out and their CSRF token. */
const handler = (request: Request, parameters: Parameters) => NextAuth(authOptions())(request, parameters);

export { handler as GET, handler as POST };
