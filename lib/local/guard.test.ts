import { describe, expect, it } from 'vitest';
import { assertLocalAllowed } from './guard';

describe('assertLocalAllowed', () => {
  it('refuses in production, naming the part and the way out', () => {
    expect(() => assertLocalAllowed('directory', { NODE_ENV: 'production' })).toThrow(
      /embedded directory .* ROTA_DEMO=1/,
    );
  });

  it('takes no other value of ROTA_DEMO for a yes', () => {
    expect(() => assertLocalAllowed('directory', { NODE_ENV: 'production', ROTA_DEMO: 'true' })).toThrow();
  });

  it('allows a demo of a production build, development and tests', () => {
    assertLocalAllowed('directory', { NODE_ENV: 'production', ROTA_DEMO: '1' });
    assertLocalAllowed('directory', { NODE_ENV: 'development' });
    assertLocalAllowed('directory', { NODE_ENV: 'test' });
  });
});
