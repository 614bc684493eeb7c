import { afterAll, beforeAll, describe, expect } from 'vitest';
import { startEmbeddedDomain } from '@/lib/local/directory/test-domain';
import { SAMBA_START_MS, sambaProblem } from '@/lib/local/samba/availability';
import { startSambaDomain } from '@/lib/local/samba/test-domain';
import type { ContractDomain } from './domain';

type Started = ContractDomain & { faults?: unknown[]; stop(): Promise<void> };

const KINDS: { kind: string; problem: string | null; start(): Promise<Started> }[] = [
  { kind: 'the embedded directory', problem: null, start: startEmbeddedDomain },
  { kind: 'Samba', problem: sambaProblem(), start: () => startSambaDomain() },
];

/**
 * Runs the same tests before the embedded directory and before Samba as a real domain controller, each on a domain of
 * its own. Where Samba can't be started its tests are skipped under a name that says why.
 *
 * @param define declares the tests of one kind; `subject` gives the domain once it is up
 */
export function onEachDomain(define: (kind: string, subject: () => ContractDomain) => void): void {
  for (const { kind, problem, start } of KINDS)
    describe.skipIf(problem !== null)(problem === null ? kind : `${kind} (not run: ${problem})`, () => {
      let domain: Started;
      beforeAll(async () => {
        domain = await start();
      }, SAMBA_START_MS);
      afterAll(async () => {
        await domain?.stop();
        expect(domain?.faults ?? []).toEqual([]);
      });
      define(kind, () => domain);
    });
}
