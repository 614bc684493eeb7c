'use client';

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { type KeptZone, keptZoneText, ZONE_COOKIE } from './viewer-zone-cookie';

type Zone = {
  /** Null until the browser has said what it is: on a first visit, while the page comes alive. */
  zone: string | null;
  /** Whether the viewer chose it, rather than their browser. */
  chosen: boolean;
  /** Takes a zone, or null for the browser's own. */
  choose: (zone: string | null) => void;
};

const ZoneContext = createContext<Zone>({ zone: null, chosen: false, choose: () => undefined });

export const useZoneChoice = (): Zone => useContext(ZoneContext);

/** The zone in which the viewer sees times; null on the server of a first visit, so that both draw the same. */
export const useViewerZone = (): string | null => useContext(ZoneContext).zone;

/** @param kept what the cookie holds, so that the server draws in the right zone at once */
export function ViewerZoneProvider({ kept, children }: { kept: KeptZone | null; children: ReactNode }) {
  const [own, setOwn] = useState(kept);

  const choose = useCallback((zone: string | null) => {
    const next = { zone: zone ?? browserZone(), chosen: zone !== null };
    keep(next);
    setOwn(next);
  }, []);

  useEffect(() => {
    if (!own?.chosen && own?.zone !== browserZone()) choose(null);
  }, [own, choose]);

  const value = useMemo(
    () => ({ zone: own?.zone ?? null, chosen: own?.chosen ?? false, choose }),
    [own, choose],
  );
  return <ZoneContext value={value}>{children}</ZoneContext>;
}

export const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const YEAR_SECONDS = 31_536_000;

function keep(zone: KeptZone): void {
  const secure = window.location.protocol === 'https:' ? '; secure' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: not every browser that people use has the Cookie Store
  document.cookie = `${ZONE_COOKIE}=${keptZoneText(zone)}; path=/; max-age=${YEAR_SECONDS}; samesite=lax${secure}`;
}
