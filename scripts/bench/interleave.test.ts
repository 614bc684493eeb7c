import { describe, expect, it } from 'vitest';
import { interleave } from './interleave';

describe('interleave', () => {
  it('warms both up, then takes turns at going first', async () => {
    const calls: string[] = [];
    const work = (name: string) => async () => calls.push(name);
    const timings = await interleave(work('m'), work('b'), { rounds: 3, warmUp: 1 });
    expect(calls.join('')).toBe('bm' + 'bm' + 'mb' + 'bm');
    expect(timings.measured).toHaveLength(3);
    expect(timings.baseline).toHaveLength(3);
  });

  it('passes a failure on', async () => {
    const fails = async () => {
      throw new Error('no connection');
    };
    await expect(interleave(fails, async () => 1, { rounds: 1, warmUp: 0 })).rejects.toThrow('no connection');
  });
});
