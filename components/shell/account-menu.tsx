'use client';

import { signOut } from 'next-auth/react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';

const PANEL = 'account-menu';

/** Who is signed in and as what, and the way out. */
export function AccountMenu({ name, role }: { name: string; role: string }) {
  const [busy, setBusy] = useState(false);
  const leave = async () => {
    setBusy(true);
    await signOut({ redirect: false });
    window.location.assign('/login');
  };
  return (
    <>
      <button type="button" className="icon-button" popoverTarget={PANEL}>
        <Icon name="account_circle" />
        <span className="account-name">{name}</span>
        <span className="visually-hidden">, account menu</span>
      </button>
      <div id={PANEL} popover="auto" className="popover-panel">
        <p>
          <strong>{name}</strong>
        </p>
        <p className="muted">Role: {role}</p>
        <Button icon="logout" small onClick={leave} busy={busy}>
          Sign out
        </Button>
      </div>
    </>
  );
}
