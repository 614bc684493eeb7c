'use client';

import { signIn } from 'next-auth/react';
import { type FormEvent, useRef, useState } from 'react';
import { Brand } from '@/components/shell/brand';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { TextField } from '@/components/ui/text-field';
import { signInMessage } from '@/lib/auth/sign-in-problems';

type Problem = { message: string; at: number };

/**
 * The sign-in. In place of a page it keeps the page's address; `target` is where to go instead, an address of this
 * site.
 */
export function SignIn({ target }: { target?: string | undefined }) {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const form = useRef<HTMLFormElement>(null);

  const refuse = (message: string, field: 'username' | 'password') => {
    setProblem({ message, at: Date.now() });
    setBusy(false);
    form.current?.querySelector<HTMLInputElement>(`[name=${field}]`)?.focus();
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!username.trim()) return refuse('Enter your Windows user name.', 'username');
    if (!password) return refuse('Enter your password.', 'password');
    setBusy(true);
    setProblem(null);
    const result = await attempt(username, password);
    if (!result.ok) return refuse(signInMessage(result.problem), 'password');
    if (target) window.location.assign(target);
    else window.location.reload();
  };

  return (
    <main className="sign-in" id="main">
      <div className="sign-in-card">
        <header>
          <Brand />
          <h1>Sign in</h1>
          <p className="muted">Sign in with your Windows account.</p>
        </header>
        <div role="alert">
          {problem && (
            <div className="banner tone-bad" key={problem.at}>
              <Icon name="error_outline" />
              <div>{problem.message}</div>
            </div>
          )}
        </div>
        <form ref={form} onSubmit={submit} method="post" noValidate>
          <TextField
            name="username"
            label="User name"
            hint="As for your computer: anna, CORP\anna or anna@corp.example.com"
            value={username}
            onChange={setUsername}
            autoComplete="username"
            autoCapitalize="off"
            spellCheck={false}
            maxLength={256}
            required
          />
          <TextField
            name="password"
            label="Password"
            type="password"
            value={password}
            onChange={setPassword}
            autoComplete="current-password"
            maxLength={256}
            required
          />
          <Button type="submit" variant="primary" icon="login" busy={busy}>
            {busy ? 'Signing in…' : 'Sign in'}
          </Button>
        </form>
      </div>
    </main>
  );
}

async function attempt(
  username: string,
  password: string,
): Promise<{ ok: true } | { ok: false; problem: string }> {
  const result = await signIn('credentials', { redirect: false, username, password });
  if (result?.ok && !result.error) return { ok: true };
  return { ok: false, problem: result?.error ?? 'unknown' };
}
