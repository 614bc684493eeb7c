'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { recentReasons } from './recent-reasons';

/** The reasons that were given last in this browser; nothing where there are none. */
export function RecentReasons({ onChoose }: { onChoose: (reason: string) => void }) {
  const [recent] = useState(recentReasons);
  if (recent.length === 0) return null;
  return (
    <fieldset className="recent-reasons">
      <legend>Recent reasons</legend>
      {recent.map((known) => (
        <Button key={known} small onClick={() => onChoose(known)}>
          {known}
        </Button>
      ))}
    </fieldset>
  );
}
