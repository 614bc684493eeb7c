import type { GateSettings } from '@/lib/gates/queries';
import { numberOf } from '@/lib/targets/forms/number';
import { RATE_UNITS, type RateUnit, rateParts } from './gate-text';

/** A gate as typed: numbers are text, an empty box is ''. */
export type GateEntries = {
  name: string;
  description: string;
  ratePerSecond: string;
  unit: RateUnit;
  burst: string;
  maxInFlight: string;
  rampSeconds: string;
  circuitFailures: string;
  probeSeconds: string;
};

/** A gate that is yet to be filled in. */
export const EMPTY_GATE: GateEntries = {
  name: '',
  description: '',
  ratePerSecond: '',
  unit: 'second',
  burst: '2',
  maxInFlight: '',
  rampSeconds: '60',
  circuitFailures: '',
  probeSeconds: '30',
};

/** A stored gate as its form shows it. */
export function entriesOf(gate: GateSettings): GateEntries {
  const { rate, unit } = rateParts(gate.ratePerSecond);
  const { name, description } = gate;
  const text = (value: number | null) => (value === null ? '' : String(value));
  return {
    name,
    description,
    ratePerSecond: text(rate),
    unit,
    burst: text(gate.burst),
    maxInFlight: text(gate.maxInFlight),
    rampSeconds: text(gate.rampSeconds),
    circuitFailures: text(gate.circuitFailures),
    probeSeconds: text(gate.probeSeconds),
  };
}

/** What the commands check: the rate a second, and null where an empty box means none. */
export function toGateInput({ unit, ...entries }: GateEntries) {
  const { name, description, burst, rampSeconds, probeSeconds } = entries;
  return {
    name,
    description,
    ratePerSecond: perSecond(entries.ratePerSecond, unit),
    burst: numberOf(burst),
    maxInFlight: numberOrNone(entries.maxInFlight),
    rampSeconds: numberOf(rampSeconds),
    circuitFailures: numberOrNone(entries.circuitFailures),
    probeSeconds: numberOf(probeSeconds),
  };
}

const numberOrNone = (text: string) => (text.trim() === '' ? null : numberOf(text));

function perSecond(text: string, unit: RateUnit): number | string {
  const rate = numberOf(text);
  return typeof rate === 'number' ? rate / RATE_UNITS[unit] : rate;
}

/**
 * The least burst with which all of a rate can be used, and the one where machines are busy; null while no rate is
 * entered. `docs/decisions/gates.md` has why.
 */
export function goodBurst({ ratePerSecond, unit }: GateEntries): { least: number; busy: number } | null {
  const rate = perSecond(ratePerSecond, unit);
  if (typeof rate !== 'number' || !(rate > 0)) return null;
  return { least: Math.max(2, Math.ceil(1 + rate * 0.05)), busy: Math.ceil(2 + rate * 0.2) };
}
