import { expect, it } from 'vitest';
import { carryOut } from './carry-out';
import type { Step } from './plan';

const subject = { environment: 'Test' };
const at = { id: '0000000000000001', generation: 1 };
const document = { file: 'a.yaml', value: {}, lineOf: () => 1 };
const create = (name: string) =>
  ({ ...subject, name, does: 'create', document, body: { name } }) as unknown as Step;
const steps: Step[] = [create('New'), create('Newer'), { ...subject, name: 'Old', does: 'delete', at }];

/** Carries out against an API that answers the requests in turn so; what was asked for by its method. */
async function carried(...statuses: number[]) {
  const asked: string[] = [];
  const fake: typeof fetch = async (_, init) => {
    const status = statuses[asked.length] ?? 200;
    asked.push(init?.method ?? 'GET');
    return Response.json({ detail: `Status ${status}.` }, { status });
  };
  const connection = { baseUrl: 'http://localhost/api/v1', fetch: fake };
  const { outcomes, stopped } = await carryOut(connection, steps, { source: 'here', reason: 'Gone' });
  return { asked, problems: outcomes.map(({ problem }) => problem), code: stopped?.code };
}

it('All is done in turn', async () => {
  expect(await carried(201, 201, 200)).toEqual({
    asked: ['POST', 'POST', 'DELETE'],
    problems: [null, null, null],
    code: undefined,
  });
});

it('Nothing is deleted once something could not be created, as of what has another name now', async () => {
  const { asked, problems } = await carried(409, 201);
  expect(asked).toEqual(['POST', 'POST']);
  expect(problems).toEqual(['Status 409.', null, 'Not deleted, because something before it failed.']);
});

it('A token that is not valid any more ends it at once', async () => {
  expect(await carried(201, 401)).toEqual({ asked: ['POST', 'POST'], problems: [null], code: 3 });
});
