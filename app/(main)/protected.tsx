import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { SignIn } from '@/components/auth/sign-in';
import { RecoveryBanners } from '@/components/drift/recovery-banners';
import { FreezeBanners } from '@/components/freeze/freeze-banners';
import { Denied } from '@/components/shell/denied';
import { DirectoryBanner } from '@/components/shell/directory-banner';
import { inEnvironment, type Scope, SOMEWHERE } from '@/lib/auth/access';
import { requestContext } from '@/lib/auth/request';
import type { Permission } from '@/lib/auth/roles';
import { allows, authorise } from '@/lib/command';
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
 * @param needed the permission, and where it is needed as far as that is known beforehand: somewhere, if it is not said
 */
export function protectedPage(
  needed: Permission | { permission: Permission; at: Scope },
  render: (context: Context, props: PageProps) => Promise<ReactNode>,
) {
  const { permission, at } = typeof needed === 'string' ? { permission: needed, at: SOMEWHERE } : needed;
  return async (props: PageProps): Promise<ReactNode> => {
    const context = await requestContext();
    if (context.actor.type === 'anonymous') {
      // Nothing was asked for yet that could be denied: no row of the audit, which anybody could fill that way.
      setStatus(401);
      return <SignIn />;
    }
    try {
      await authorise(context, permission, at);
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
            mayEnd={(id) => allows(actor, 'recovery.end', inEnvironment(id))}
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
