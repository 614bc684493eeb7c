import { expect, it } from 'vitest';
import { answerText } from './answer';
import { explain } from './explain';
import { givenBy, type StoredGiven } from './given';

const onCall: StoredGiven = {
  role: 'operator',
  rights: [],
  teamId: 'p',
  environmentId: null,
  team: 'Payments',
  environment: null,
  production: false,
  group: 'on-call',
  groupSid: 'S-1-5-21-1',
  source: { kind: 'grant', id: 'x', by: 'Somebody', at: new Date(0) },
};
const given = givenBy([], [onCall], true);
const payments = { teamId: 'p', environmentId: 'e' };
const others = { teamId: 'o', environmentId: 'e' };

it('says what gives it', () => {
  expect(answerText(explain(given, 'schedule.pause', payments))).toEqual([
    'Yes.',
    'Operator of Payments in all environments, by the group on-call.',
  ]);
  expect(answerText(explain(given, 'schedule.read', others))).toEqual([
    'Yes.',
    'Viewer of everything, because everybody with a role may read everything (ROTA_READING).',
  ]);
});

it('says which role it takes, which they have there, and where they may', () => {
  expect(answerText(explain(given, 'schedule.pause', others))).toEqual([
    'No. It takes the role operator, editor or administrator there, and they are viewer there.',
    'They may elsewhere, as operator of Payments in all environments, by the group on-call.',
  ]);
  expect(answerText(explain([], 'run.change-input', payments))).toEqual([
    'No. It takes the role administrator there, or a grant with this extra right, and they have no role there.',
  ]);
});
