import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { TopBar } from '@/components/shell/top-bar';
import { THEME_COOKIE, themeOf } from '@/components/ui/theme';
import { ViewerZoneProvider } from '@/components/ui/viewer-zone';
import { keptZone, ZONE_COOKIE } from '@/components/ui/viewer-zone-cookie';
import { mayAt } from '@/lib/auth/access';
import { requestContext } from '@/lib/auth/request';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { listEnvironmentNames } from '@/lib/environments/queries';
import { isTimeZone } from '@/lib/timing/zone';
import { setStatus } from '@/lib/web/response';

/** The navigation around a page, for whoever is signed in. The page itself decides who may see it. */
export default async function MainLayout({ children }: { children: ReactNode }) {
  const context = await requestContext();
  const { actor } = context;
  const jar = await cookies();
  const zone = keptZone(jar.get(ZONE_COOKIE)?.value, isTimeZone);
  if (actor.type !== 'user') {
    setStatus(401);
    return <ViewerZoneProvider kept={zone}>{children}</ViewerZoneProvider>;
  }
  // Its row is made where a database is new, and follows the variables.
  await currentEnvironment();
  const environments = await listEnvironmentNames(context);
  const theme = themeOf(jar.get(THEME_COOKIE)?.value);
  return (
    <ViewerZoneProvider kept={zone}>
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <TopBar
        user={actor}
        allowed={(permission, at) => mayAt(actor.grants, permission, at)}
        environments={environments}
        theme={theme}
      />
      <main className="page" id="main" tabIndex={-1}>
        {children}
      </main>
    </ViewerZoneProvider>
  );
}
