import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { makeSchedule, makeTeam } from '@/lib/local/test-inputs';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows } from '@/lib/local/test-rows';
import { freezeFromHost } from './from-host';
import { readFreezeOptions, UsageError } from './options';

let product: TestProduct;

beforeAll(async () => {
  product = await startTestProduct({});
});
afterAll(() => product?.stop());

describe('the arguments of a freeze from a host', () => {
  it.each([
    [['--reason', 'Fire'], { scope: 'all', name: null, reason: 'Fire' }],
    [['--reason', 'Fire', '--team', 'CRM'], { scope: 'team', name: 'CRM', reason: 'Fire' }],
    [
      ['--environment=Production', '--reason=Fire'],
      { scope: 'environment', name: 'Production', reason: 'Fire' },
    ],
    [['--help'], null],
  ])('%j', (args, options) => {
    expect(readFreezeOptions(args)).toEqual(options);
  });

  it.each([
    [[], /^Say why: --reason/],
    [['--reason', ' '], /^Say why: --reason/],
    [['--reason', 'Fire', '--team', 'a', '--environment', 'b'], /not both/],
    [['--reason', 'Fire', '--all'], /--all/],
    [['--reason'], /--reason/],
    [['now', '--reason', 'Fire'], /now/],
  ])('%j is refused', (args, message) => {
    expect(() => readFreezeOptions(args)).toThrow(UsageError);
    expect(() => readFreezeOptions(args)).toThrow(message);
  });
});

describe('a freeze from a host', () => {
  it('covers just a team by its name, and is recorded with the host’s user', async () => {
    const teamId = await makeTeam();
    const { name } = await db().team.findUniqueOrThrow({ where: { id: teamId } });
    const { id } = await makeSchedule(teamId);
    await makeSchedule(await makeTeam());
    const options = { scope: 'team', name: name.toUpperCase(), reason: 'Fire' } as const;
    const frozen = await freezeFromHost(options, 'root');
    expect(frozen.schedules).toBe(1);
    expect(await db().freeze.findUniqueOrThrow({ where: { id: frozen.id } })).toMatchObject({
      teamId,
      reason: 'Fire',
    });
    expect(await db().scheduleClock.findUniqueOrThrow({ where: { scheduleId: id } })).toMatchObject({
      nextRunAt: null,
    });
    expect((await auditRows(product.database, 'activity')).at(-1)).toMatchObject({
      action: 'freeze.start',
      actor_id: 'system:host user root',
      reason: 'Fire',
    });
  });

  it('freezes nothing where the name is none', async () => {
    const before = await db().freeze.count();
    const options = { scope: 'environment', name: 'Nowhere', reason: 'Fire' } as const;
    await expect(freezeFromHost(options, 'root')).rejects.toThrow(/no environment Nowhere/);
    expect(await db().freeze.count()).toBe(before);
  });
});
