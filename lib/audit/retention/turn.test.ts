import { expect, it, vi } from 'vitest';
import { log } from '@/lib/log';
import { retentionTurn } from './turn';

vi.mock('../signing/keys', () => ({ signingKey: () => null }));

it('archives nothing without a key, and says so', async () => {
  const error = vi.spyOn(log, 'error').mockImplementation(() => undefined);
  // Nothing listens there: whoever connects fails.
  const turn = retentionTurn('postgresql://127.0.0.1:1/none', { folder: '/nowhere', monthsOnline: 1 });
  expect(await turn()).toBe(3_600_000);
  expect(error.mock.calls).toEqual([
    [{ alert: true }, expect.stringContaining('ROTA_AUDIT_KEY_FILE is not set')],
  ]);
});
