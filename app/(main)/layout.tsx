import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { TopBar } from '@/components/shell/top-bar';
import { THEME_COOKIE, themeOf } from '@/components/ui/theme';
import { requestContext } from '@/lib/auth/request';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { setStatus } from '@/lib/web/response';

/** The navigation around a page, for whoever is signed in. The page itself decides who may see it. */
export default async function MainLayout({ children }: { children: ReactNode }) {
  const { actor } = await requestContext();
  if (actor.type !== 'user') {
    setStatus(401);
    return children;
  }
  const { name, production, accountId, region } = await currentEnvironment();
  const theme = themeOf((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <TopBar
        user={{ name: actor.name, role: actor.role }}
        environment={{ name, production, accountId, region }}
        theme={theme}
      />
      <main className="page" id="main" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
