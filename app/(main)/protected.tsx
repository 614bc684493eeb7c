import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { SignIn } from '@/components/auth/sign-in';
import { RecoveryBanners } from '@/components/drift/recovery-banners';
import { FreezeBanners } from '@/components/freeze/freeze-banners';
import { Denied } from '@/components/shell/denied';
import { DirectoryBanner } from '@/components/shell/directory-banner';
import { requestContext } from '@/lib/auth/request';
import { may, type Permission } from '@/lib/auth/roles';
import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import { listRecoveries } from '@/lib/drift/recovery-queries';
import { RotaError } from '@/lib/errors';
import { freezeBanners } from '@/lib/freeze/queries';
import { setStatus } from '@/lib/web/response';

type PageProps = {
  params: Promise<Record<string, string>>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/**
 * The one wrapper of every page: whoever may not see it gets the sign-in (401) or the reason (403) in its place, and
 * what does not exist is a 404. What is in recovery or frozen stands above it, and that the directory can't be asked.
 */
export function protectedPage(
  permission: Permission,
  render: (context: Context, props: PageProps) => Promise<ReactNode>,
) {
  return async (props: PageProps): Promise<ReactNode> => {
    const context = await requestContext();
    try {
      await authorise(context, permission);
      const [recoveries, freezes, page] = await Promise.all([
        listRecoveries(context),
        freezeBanners(context),
        render(context, props),
      ]);
      const { actor } = context;
      return (
        <>
          {actor.type === 'user' && actor.unverified && <DirectoryBanner since={actor.verifiedAt} />}
          <RecoveryBanners
            recoveries={recoveries}
            mayEnd={actor.type === 'user' && may(actor.role, 'recovery.end')}
          />
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
