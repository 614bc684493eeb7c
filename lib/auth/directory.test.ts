import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type EmbeddedDomain, startEmbeddedDomain } from '@/lib/local/directory/test-domain';
import { SAMBA_START_MS, sambaProblem } from '@/lib/local/samba/availability';
import { startSambaDomain } from '@/lib/local/samba/test-domain';
import { directoryContract } from './directory/contract';

describe('embedded directory', () => {
  let domain: EmbeddedDomain;
  beforeAll(async () => {
    domain = await startEmbeddedDomain();
  });
  afterAll(async () => {
    await domain?.stop();
    expect(domain?.faults).toEqual([]);
  });
  directoryContract('embedded directory', () => domain);
});

const problem = sambaProblem();

describe.skipIf(problem !== null)(`Samba${problem === null ? '' : ` (not run: ${problem})`}`, () => {
  let domain: Awaited<ReturnType<typeof startSambaDomain>>;
  beforeAll(async () => {
    domain = await startSambaDomain();
  }, SAMBA_START_MS);
  afterAll(() => domain?.stop());
  directoryContract('Samba', () => domain);
});
