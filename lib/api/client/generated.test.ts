import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { clientOf } from '@/scripts/api-client';

it('The typed client is what the API’s description gives; `npm run api:client` makes it anew', () => {
  const root = path.resolve(import.meta.dirname, '../../..');
  const committed = readFileSync(path.join(root, 'lib/api/client/generated.ts'), 'utf8');
  expect(committed === clientOf(root)).toBe(true);
});
