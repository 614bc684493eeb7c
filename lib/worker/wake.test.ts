import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { log } from '@/lib/log';
import { loop } from './loops';
import { listen, Wake } from './wake';

const LONG = 60_000;

describe('Wake', () => {
  it('ends the present wait, also a second one', async () => {
    const wake = new Wake(new AbortController().signal);
    for (let i = 0; i < 2; i += 1) {
      const waited = wake.wait(LONG);
      wake.now();
      await waited;
    }
  });

  it('ends the next wait where nobody waits: no call is lost, and many are one', async () => {
    const wake = new Wake(new AbortController().signal);
    wake.now();
    wake.now();
    await wake.wait(LONG);
    vi.useFakeTimers();
    try {
      const ended = vi.fn();
      const waited = wake.wait(LONG).then(ended);
      await vi.advanceTimersByTimeAsync(LONG - 1);
      expect(ended).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      await waited;
    } finally {
      vi.useRealTimers();
    }
  });

  it('waits no more once the process stops', async () => {
    const stopping = new AbortController();
    const wake = new Wake(stopping.signal);
    const waited = wake.wait(LONG);
    stopping.abort();
    await waited;
    await wake.wait(LONG);
  });
});

describe('a loop of the worker', () => {
  it('goes on after a turn that failed, and ends when stopped', async () => {
    log.level = 'silent';
    const stopping = new AbortController();
    const wake = new Wake(stopping.signal);
    let turns = 0;
    await loop('test', stopping.signal, wake, async () => {
      turns += 1;
      wake.now();
      if (turns === 3) stopping.abort();
      if (turns === 1) throw new Error('The first turn fails.');
      return LONG;
    });
    expect(turns).toBe(3);
  });
});

describe('listening', () => {
  let product: TestProduct;
  beforeAll(async () => {
    product = await startTestProduct({});
  });
  afterAll(() => product?.stop());

  it('hears notifications, also after its connection was ended, and stops when told', async () => {
    const stopping = new AbortController();
    const heard = vi.fn();
    const done = listen(product.database.url, 'rota_sync', stopping.signal, heard);
    const expectHeard = async () => {
      const before = heard.mock.calls.length;
      await sql(product.database, `SELECT pg_notify('rota_sync', 'x')`);
      await vi.waitFor(() => expect(heard.mock.calls.length).toBeGreaterThan(before), { timeout: 60_000 });
    };
    await vi.waitFor(() => expect(heard).toHaveBeenCalled(), { timeout: 60_000 });
    await expectHeard();
    const connects = heard.mock.calls.length;
    await sql(
      product.database,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'rota worker' AND datname = current_database()`,
    );
    await vi.waitFor(() => expect(heard.mock.calls.length).toBeGreaterThan(connects), { timeout: 60_000 });
    await expectHeard();
    stopping.abort();
    await done;
    expect(
      await sql(
        product.database,
        `SELECT FROM pg_stat_activity WHERE application_name = 'rota worker' AND datname = current_database()`,
      ),
    ).toEqual([]);
  });

  it('outlives a connection that fails twice over', async () => {
    const stopping = new AbortController();
    const heard = vi.fn();
    const clients: pg.Client[] = [];
    const connect = vi.spyOn(pg.Client.prototype, 'connect').mockImplementationOnce(function (
      this: pg.Client,
    ) {
      clients.push(this);
      connect.mockRestore();
      return this.connect();
    });
    const done = listen(product.database.url, 'rota_sync', stopping.signal, heard);
    await vi.waitFor(() => expect(heard).toHaveBeenCalled(), { timeout: 60_000 });
    expect(() => {
      clients[0]?.emit('error', new Error('57P01'));
      clients[0]?.emit('error', new Error('Connection terminated unexpectedly'));
    }).not.toThrow();
    stopping.abort();
    await done;
  });
});
