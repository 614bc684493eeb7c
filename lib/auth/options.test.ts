import { expect, it } from 'vitest';
import { DEMO_PASSWORD } from '@/lib/local/directory/accounts';
import { startTestProduct } from '@/lib/local/test-product';
import { authOptions } from './options';

it('tells whoever signs in nothing of an error of our own', async () => {
  const product = await startTestProduct({
    directory: true,
    env: { DATABASE_URL: 'postgresql://secret-name@127.0.0.1:1/rota' },
  });
  try {
    const [provider] = authOptions().providers;
    if (provider?.type !== 'credentials') throw new Error('There is no sign-in by password.');
    const typed = { username: 'editor', password: DEMO_PASSWORD };
    await expect(provider.options.authorize(typed, { headers: {} })).rejects.toThrow(/^internal$/);
  } finally {
    await product.stop();
  }
});
