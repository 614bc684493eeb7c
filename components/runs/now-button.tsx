'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { NowDialog, type NowSchedule } from './now-dialog';

/** Runs a schedule by hand, now or at an instant. */
export function NowButton({ schedule }: { schedule: NowSchedule }) {
  const [asked, setAsked] = useState<'now' | 'later' | null>(null);
  return (
    <>
      <Button icon="bolt" aria-haspopup="dialog" onClick={() => setAsked('now')}>
        Run now
      </Button>
      <Button icon="event" aria-haspopup="dialog" onClick={() => setAsked('later')}>
        Run at…
      </Button>
      {asked && <NowDialog schedule={schedule} later={asked === 'later'} onClose={() => setAsked(null)} />}
    </>
  );
}
