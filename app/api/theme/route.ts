import { cookies } from 'next/headers';
import { THEME_COOKIE, THEMES } from '@/components/ui/theme';

const YEAR_SECONDS = 31_536_000;

/** Keeps the choice of a theme, one of `system`, `light` and `dark`, in a cookie of the asker's own browser. */
export async function POST(request: Request): Promise<Response> {
  const text = (await request.text()).slice(0, 20);
  const theme = THEMES.find((known) => known === text);
  if (!theme) return new Response(`Choose one of: ${THEMES.join(', ')}.`, { status: 422 });
  const jar = await cookies();
  jar.set(THEME_COOKIE, theme, { path: '/', maxAge: YEAR_SECONDS, sameSite: 'lax', httpOnly: true });
  return new Response(null, { status: 204 });
}
