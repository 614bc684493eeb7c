'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';

/** Asks before a page with unsaved entries is left by a link, by the back button, or by closing it. */
export function LeaveGuard({ active }: { active: boolean }) {
  const router = useRouter();
  const [wanted, setWanted] = useState<{ leave: () => void; stay: () => void } | null>(null);
  const leaving = useRef(false);
  const entered = useRef(false);

  useEffect(() => {
    if (!active) return;
    const onUnload = (event: BeforeUnloadEvent) => {
      if (!leaving.current) event.preventDefault();
    };
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      if (!link || leaving.current || !leads(link, event)) return;
      event.preventDefault();
      event.stopPropagation();
      setWanted({ leave: () => router.push(link.pathname + link.search + link.hash), stay: () => undefined });
    };
    // an entry of its own in the history, so that "back" first comes here
    const hold = () => window.history.pushState(window.history.state, '', window.location.href);
    const onPop = () => {
      if (!leaving.current) setWanted({ leave: () => window.history.back(), stay: hold });
    };
    if (!entered.current) hold();
    entered.current = true;
    window.addEventListener('beforeunload', onUnload);
    window.addEventListener('click', onClick, { capture: true });
    window.addEventListener('popstate', onPop);
    return () => {
      window.removeEventListener('beforeunload', onUnload);
      window.removeEventListener('click', onClick, { capture: true });
      window.removeEventListener('popstate', onPop);
    };
  }, [active, router]);

  function stay() {
    wanted?.stay();
    setWanted(null);
  }

  function leave() {
    leaving.current = true;
    setWanted(null);
    wanted?.leave();
  }

  return (
    <Dialog
      open={wanted !== null}
      onClose={stay}
      title="Leave without saving?"
      footer={
        <>
          <Button variant="danger" onClick={leave}>
            Leave
          </Button>
          <Button variant="primary" data-autofocus onClick={stay}>
            Stay
          </Button>
        </>
      }
    >
      <p>What you entered here is not saved and would be lost.</p>
    </Dialog>
  );
}

/** Whether a click on a link would take this page away. */
function leads(link: HTMLAnchorElement, event: MouseEvent): boolean {
  const elsewhere = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (elsewhere || link.target === '_blank' || link.hasAttribute('download')) return false;
  if (link.origin !== window.location.origin || !link.hasAttribute('href')) return false;
  return link.pathname !== window.location.pathname || link.search !== window.location.search;
}
