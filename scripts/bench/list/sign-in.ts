/** Signs in as a browser would. @returns the value of the Cookie header. @throws Error when the sign-in is refused */
export async function signIn(url: string, username: string, password: string): Promise<string> {
  const cookies = new Map<string, string>();
  const keep = (response: Response) => {
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s);
      cookies.set(name, value);
    }
  };
  const header = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const asked = await fetch(`${url}/api/auth/csrf`);
  keep(asked);
  const { csrfToken } = (await asked.json()) as { csrfToken: string };
  const answer = await fetch(`${url}/api/auth/callback/credentials`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: header(), origin: url },
    body: new URLSearchParams({ csrfToken, username, password, json: 'true' }),
  });
  keep(answer);
  if (![...cookies.keys()].some((name) => name.endsWith('rota.session')))
    throw new Error(`${username} could not sign in (status ${answer.status}): ${await answer.text()}`);
  return header();
}
