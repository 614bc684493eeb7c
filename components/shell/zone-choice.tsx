'use client';

import { useId, useState } from 'react';
import { SelectField } from '@/components/ui/select-field';
import { browserZone, useZoneChoice } from '@/components/ui/viewer-zone';
import { timeZones } from '@/lib/timing/zone';

const OWN = '';

/** In which zone the viewer sees times: the browser's, or another that they choose. */
export default function ZoneChoice() {
  const { zone, chosen, choose } = useZoneChoice();
  const id = useId();
  const [zones] = useState(timeZones);
  const named = zone !== null && !zones.includes(zone) ? [zone, ...zones] : zones;
  const options = [
    { value: OWN, label: `As this browser: ${words(browserZone())}` },
    ...[...new Set(['Etc/UTC', ...named])].map((name) => ({ value: name, label: words(name) })),
  ];
  return (
    <SelectField
      id={id}
      name="viewer-zone"
      label="Times are shown in"
      value={chosen && zone !== null ? zone : OWN}
      options={options}
      onChange={(name) => choose(name === OWN ? null : name)}
    />
  );
}

const words = (zone: string): string => (zone === 'Etc/UTC' ? 'UTC' : zone.replaceAll('_', ' '));
