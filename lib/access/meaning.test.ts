import { expect, it } from 'vitest';
import { lossOf, type Meant, meaningOf } from './meaning';

const meant = (change: Partial<Meant> = {}): Meant => ({
  group: 'GG-Payments-Ops',
  role: 'operator',
  team: 'Payments',
  environment: 'production',
  rights: [],
  ...change,
});

it('says what a grant for one team in one environment means', () => {
  expect(meaningOf(meant(), true)).toEqual([
    'Everybody in GG-Payments-Ops may see, pause and resume schedules of Payments in production.',
    'They may see everything else too.',
  ]);
});

it('speaks of a freeze where a whole team or a whole environment may be frozen', () => {
  for (const place of [{ team: null }, { environment: null }])
    expect(meaningOf(meant(place), true)[0]).toContain('may see, pause, resume and freeze schedules');
  expect(meaningOf(meant({ role: 'editor', team: null }), true)[0]).toBe(
    'Everybody in GG-Payments-Ops may see, pause, resume, freeze, create, change, disable and delete schedules of all teams in production.',
  );
  expect(meaningOf(meant({ role: 'editor' }), true)[0]).not.toContain('freeze');
});

it('says where reading ends', () => {
  const viewer = meant({ role: 'viewer' });
  expect(meaningOf(viewer, false)).toEqual([
    'Everybody in GG-Payments-Ops may see schedules of Payments in production.',
    'They see nothing else, unless another group lets them.',
  ]);
  expect(meaningOf({ ...viewer, team: null, environment: null }, false)).toEqual([
    'Everybody in GG-Payments-Ops may see schedules of all teams in all environments.',
  ]);
});

it('tells an administrator of everything from one of a part', () => {
  const administrator = meant({ role: 'administrator' });
  expect(meaningOf({ ...administrator, team: null, environment: null }, true)).toEqual([
    'Everybody in GG-Payments-Ops may do everything in Rota, and say on this page who else may.',
  ]);
  expect(meaningOf(administrator, true)).toEqual([
    'Everybody in GG-Payments-Ops may do everything with schedules of Payments in production.',
    'What concerns all of Rota, as this page does, is not theirs.',
    'They may see everything else too.',
  ]);
});

it('names the rights, which administrators have anyway', () => {
  const rights = ['target.override-command', 'run.change-input'] as const;
  expect(meaningOf(meant({ rights }), true)[1]).toBe(
    'There they may also have a container run another command and run something with a changed input.',
  );
  expect(meaningOf(meant({ role: 'administrator', rights }), true).join(' ')).not.toContain('command');
});

it('says what is lost, and who is out', () => {
  expect(lossOf(meant(), false)).toEqual([
    'The people of GG-Payments-Ops may no longer see, pause and resume schedules of Payments in production, unless another of their groups lets them.',
  ]);
  expect(lossOf(meant(), true)[1]).toBe(
    'Without it GG-Payments-Ops has no role: who is in no other group with one can’t use Rota from their next request on.',
  );
});
