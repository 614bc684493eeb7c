import { describe, expect, it } from 'vitest';
import { authOptions } from '@/lib/auth/options';
import { testEnv } from '@/lib/local/test-product';
import { ENDPOINTS } from './endpoints';
import { describeApi } from './openapi';

const { paths, components } = describeApi('0');

type Sent = {
  parameters: { name: string; schema: object }[];
  requestBody: { content: Record<string, { schema: { properties: object } }> };
};

describe('the description', () => {
  it('names the cookie that sign-in gives', () => {
    const nowhere = 'postgresql://rota@127.0.0.1:1/rota';
    Object.assign(process.env, testEnv({ url: nowhere, maintenanceUrl: nowhere }));
    expect(components.securitySchemes).toMatchObject({
      session: {
        name: `__Host-${authOptions().cookies?.sessionToken?.name}`,
        description: expect.stringContaining(`${authOptions().cookies?.sessionToken?.name}.`),
      },
    });
  });

  it('says how any request is refused that can’t be read, and of a body also where that can’t', () => {
    for (const { path, method, body } of ENDPOINTS) {
      const { responses = {} } = paths[path]?.[method.toLowerCase()] ?? {};
      const wanted = [400, 401, 403, ...(body ? [413, 415] : []), 422, 429, 503];
      expect([path, method, Object.keys(responses as object).map(Number)]).toEqual([
        path,
        method,
        expect.arrayContaining(wanted),
      ]);
      expect([path, method, 413 in (responses as object)]).toEqual([path, method, body !== null]);
    }
  });

  it('says of the fields of a schedule what is checked, and what goes without saying', () => {
    expect(components.schemas.ScheduleDefinition?.properties).toMatchObject({
      name: { type: 'string', minLength: 1, maxLength: 100 },
      owner: { type: 'string', minLength: 1, maxLength: 100 },
      description: { type: 'string', maxLength: 1_000, default: '' },
      tags: { maxItems: 20, items: { minLength: 1, maxLength: 50 }, default: [] },
      second: { type: 'integer', minimum: 0, maximum: 59, default: 0 },
      flexibleMinutes: { type: 'integer', minimum: 0, maximum: 1_440, default: 0 },
      calendars: { maxItems: 20, default: [] },
      targets: { minItems: 1, maxItems: 20 },
      overlap: { default: 'allow' },
      afterPause: { default: 'skip' },
      ifLate: { default: 'ask' },
      graceSeconds: { type: 'integer', minimum: 5, maximum: 86_400, default: 300 },
      pauseAfterFailures: {
        anyOf: [{ type: 'integer', minimum: 1, maximum: 1_000 }, { type: 'null' }],
        default: null,
      },
      managedBy: { minLength: 1, maxLength: 500 },
    });
    const { oneOf } = components.schemas.TargetDefinition as { oneOf: { properties: object }[] };
    for (const { properties } of oneOf)
      expect(properties).toMatchObject({
        retryAttempts: { minimum: 0, maximum: 185, default: 3 },
        maxAgeSeconds: { minimum: 60, maximum: 86_400, default: 3_600 },
      });
  });

  it('gives nothing a default where what is left out stays', () => {
    const { patch } = paths['/schedules/{id}'] as unknown as Record<string, Sent>;
    const fields = Object.values(patch?.requestBody.content['application/json']?.schema.properties ?? {});
    expect(fields.length).toBeGreaterThan(10);
    expect(fields.filter((field) => 'default' in field)).toEqual([]);
  });

  it('says how many of a list, and how many times, can be asked for', () => {
    const asked = ENDPOINTS.flatMap(({ path, method }) => {
      const operation = paths[path]?.[method.toLowerCase()] as unknown as Sent;
      return operation.parameters.filter(({ name }) => name === 'limit' || name === 'count');
    });
    expect(asked.length).toBeGreaterThan(5);
    for (const { name, schema } of asked)
      expect(schema).toEqual({
        type: 'integer',
        minimum: 1,
        maximum: 200,
        default: name === 'limit' ? 50 : 10,
      });
  });
});
