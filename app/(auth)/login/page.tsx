import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { SignIn } from '@/components/auth/sign-in';
import { requestContext } from '@/lib/auth/request';

export const metadata: Metadata = { title: 'Sign in' };

const HOME = '/schedules';

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function LoginPage({ searchParams }: Props) {
  const target = ownAddress((await searchParams).callbackUrl);
  const { actor } = await requestContext();
  if (actor.type === 'user') redirect(target);
  return <SignIn target={target} />;
}

/** An address within this site; anything else could lure people away from it. */
function ownAddress(wanted: string | string[] | undefined): string {
  if (typeof wanted !== 'string') return HOME;
  const base = 'http://rota.invalid';
  if (!URL.canParse(wanted, base)) return HOME;
  const { origin, pathname, search } = new URL(wanted, base);
  return origin === base && !pathname.startsWith('//') ? pathname + search : HOME;
}
