import { describe, expect, it } from 'vitest';
import { authOptions } from '@/lib/auth/options';
import { testEnv } from '@/lib/local/test-product';
import { ENDPOINTS } from './endpoints';
import { describeApi } from './openapi';

const { paths, components } = describeApi('0');

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
});
