import { expect, it } from 'vitest';
import { forbidden, invalid, RotaError } from '@/lib/errors';
import { inTerms, naming } from './terms';

const inBody = naming({ within: 'gate', names: { environmentId: 'environment', teamId: 'params.team' } });

it.each([
  ['environmentId', 'environment'],
  ['gate.teamId', 'params.team'],
  ['gate.name', 'name'],
  ['gate.windows.0.teamId', 'windows.0.teamId'],
  ['gate', ''],
  ['', ''],
  ['constructor', 'constructor'],
  ['gate.__proto__', '__proto__'],
  ['toString.x', 'toString.x'],
])('%j of an input is %j of the body', (path, name) => {
  expect(inBody(path)).toBe(name);
});

it('A refusal stays what it is, but for the names of its fields', async () => {
  const thrown = (error: Error) =>
    inTerms(inBody, () => Promise.reject(error)).catch((told: unknown) => told as RotaError);
  const field = { path: 'gate.teamId', message: 'Name the team.' };
  const told = { path: 'params.team', message: 'Name the team.' };
  expect(await thrown(invalid([field]))).toEqual(invalid([told]));
  const denied = new RotaError('forbidden', 403, 'Not this command.', { fields: [field] });
  expect(await thrown(denied)).toMatchObject({ code: 'forbidden', status: 403, fields: [told] });
  const other = forbidden('Not here.');
  expect(await thrown(other)).toBe(other);
});
