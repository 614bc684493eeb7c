import { expect, it } from 'vitest';
import { planOf } from './plan';

const TARGET = {
  kind: 'sqs',
  arn: 'arn:aws:sqs:eu-central-1:111122223333:statements',
  roleArn: 'arn:aws:iam::111122223333:role/rota',
};
const definition = {
  name: 'One',
  team: 'Finance',
  owner: 'Finance',
  timing: { daily: '09:00' },
  targets: [TARGET],
};
const place = {
  id: '0000000000000001',
  name: 'Test',
  accountId: '111122223333',
  region: 'eu-central-1',
  defaultDelivery: 'direct',
};

/** A Rota that has one schedule, so defined. */
function having(present: object) {
  const item = {
    id: '0000000000000002',
    name: 'One',
    generation: 1,
    managedBy: 'here',
    team: { id: 't', name: 'Finance' },
  };
  const fake: typeof fetch = async (asked) => {
    const { pathname } = new URL(String(asked));
    if (pathname.endsWith('/definition')) return Response.json(present);
    return Response.json({ items: [pathname.endsWith('/environments') ? place : item], next: null });
  };
  return { baseUrl: 'http://localhost/api/v1', fetch: fake };
}

const planned = (present: object, value: object = definition) =>
  planOf(having(present), [{ file: 'a.yaml', value, lineOf: () => 1 }], {
    source: 'here',
    environment: undefined,
    whole: false,
    prune: false,
    secrets: false,
    now: new Date('2031-02-03T12:00:00Z'),
  });

it('What Rota has as the file says it is left alone', async () => {
  const { steps, problems } = await planned({ ...definition, timing: { daily: ['09:00'] }, timeZone: 'UTC' });
  expect({ steps, problems }).toMatchObject({ steps: [{ name: 'One', does: 'nothing' }], problems: [] });
});

it('A payload that is no JSON is told of as what it is, and once', async () => {
  const wrong = { ...definition, targets: [TARGET, TARGET], payload: 'text' };
  const { problems } = await planned({ ...definition, timing: { daily: ['09:00'] }, timeZone: 'UTC' }, wrong);
  expect(problems).toMatchObject([{ field: 'payload', message: expect.stringContaining('not valid JSON') }]);
});

it('What Rota has in a way that this does not know yet is refused in words, with its name', async () => {
  const newer = { ...definition, timing: { daily: ['09:00'] }, timeZone: 'UTC', unheardOf: true };
  await expect(planned(newer)).rejects.toMatchObject({
    name: 'CliError',
    code: 1,
    message: expect.stringMatching(/^What Rota has of One can’t be read here\.[\s\S]*unheardOf/),
  });
});
