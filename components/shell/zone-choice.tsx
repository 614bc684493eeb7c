'use client';

import { useId, useState } from 'react';
import { SelectField } from '@/components/ui/select-field';
import { browserZone, useZoneChoice } from '@/components/ui/viewer-zone';

const OWN = '';

/** In which zone the viewer sees times: the browser's, or another that they choose. */
export function ZoneChoice() {
  const { zone, chosen, choose } = useZoneChoice();
  const id = useId();
  // some four hundred names, which are drawn once somebody goes to choose
  const [zones] = useState(() => Intl.supportedValuesOf('timeZone'));
  const named = zone !== null && !zones.includes(zone) ? [zone, ...zones] : zones;
  const options = [
    { value: OWN, label: `As this browser: ${words(browserZone())}` },
    ...[...new Set(['UTC', ...named])].map((name) => ({ value: name, label: words(name) })),
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

const words = (zone: string): string => zone.replaceAll('_', ' ');
