'use client';

import dynamic from 'next/dynamic';
import { signOut } from 'next-auth/react';
import { useEffect, useRef, useState } from 'react';
import * as actions from '@/app/(main)/people/actions';
import { answerOf } from '@/components/form/answer-of';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { useToast } from '@/components/ui/toast';

const PANEL = 'account-menu';

/** With the names of all zones, which no page needs before somebody looks for them. */
const ZoneChoice = dynamic(() => import('./zone-choice'), { loading: () => <p>Times are shown in …</p> });

/** Who is signed in and as what, in which zone they see times, and the way out. */
export function AccountMenu({ name, role }: { name: string; role: string }) {
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const [opened, setOpened] = useState(false);
  const panel = useRef<HTMLDivElement>(null);
  // the browser opens it before the page has come alive, too
  useEffect(() => {
    if (panel.current?.matches(':popover-open')) setOpened(true);
  }, []);
  const leave = async () => {
    setBusy(true);
    await signOut({ redirect: false });
    window.location.assign('/login');
  };
  const leaveEverywhere = async () => {
    setBusy(true);
    const result = await answerOf(actions.endOwn({ everywhere: true }));
    if (result.ok) return leave();
    setBusy(false);
    toast({ message: result.error.message, tone: 'bad' });
  };
  return (
    <>
      <button type="button" className="icon-button" popoverTarget={PANEL}>
        <Icon name="account_circle" />
        <span className="account-name">{name}</span>
        <span className="visually-hidden">, account menu</span>
      </button>
      <div
        id={PANEL}
        ref={panel}
        popover="auto"
        className="popover-panel"
        onToggle={({ newState }) => newState === 'open' && setOpened(true)}
      >
        <p>
          <strong>{name}</strong>
        </p>
        <p className="muted">Role: {role}</p>
        {opened && <ZoneChoice />}
        <Button icon="logout" small onClick={leave} busy={busy}>
          Sign out
        </Button>
        <Button variant="text" small onClick={leaveEverywhere} busy={busy}>
          Sign out everywhere
        </Button>
      </div>
    </>
  );
}
