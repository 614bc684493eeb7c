import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { SignIn } from '@/components/auth/sign-in';
import { FreezeBanners } from '@/components/freeze/freeze-banners';
import { Denied } from '@/components/shell/denied';
import { requestContext } from '@/lib/auth/request';
import type { Permission } from '@/lib/auth/roles';
import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { RotaError } from '@/lib/errors';
import { freezeBanners } from '@/lib/freeze/queries';
import { setStatus } from '@/lib/web/response';

type PageProps = {
  params: Promise<Record<string, string>>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/**
 * The one wrapper of every page: whoever may not see it gets the sign-in (401) or the reason (403) in its place, and
 * what does not exist is a 404. What is frozen stands above it.
 */
export function protectedPage(
  permission: Permission,
  render: (context: Context, props: PageProps) => Promise<ReactNode>,
) {
  return async (props: PageProps): Promise<ReactNode> => {
    const context = await requestContext();
    try {
      await authorise(context, permission);
      const [freezes, page] = await Promise.all([freezeBanners(context), render(context, props)]);
      return (
        <>
          <FreezeBanners freezes={freezes} />
          {page}
        </>
      );
    } catch (error) {
      if (!(error instanceof RotaError)) throw error;
      if (error.status === 404) notFound();
      setStatus(error.status);
      return error.status === 401 ? <SignIn /> : <Denied reason={error.message} />;
    }
  };
}
