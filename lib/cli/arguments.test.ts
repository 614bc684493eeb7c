import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from './commands';
import { followed } from './commands/runs';
import { fromDuration } from './duration';
import { EXIT_HELP } from './exit-codes';
import { facts, plain, table, toned } from './output';
import { checkedUrl } from './sign-in';
import { rota } from './test-rota';

const fileOf = (name: string) => readFileSync(path.resolve(import.meta.dirname, '../..', name), 'utf8');
const docs = fileOf('docs/cli.md');
const endless = () => new AbortController().signal;

describe('what is written', () => {
  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    '%s has a help, which names its options, and stands in the docs',
    async (name, { options }) => {
      const { code, out } = await rota([name, '--help']);
      expect(code).toBe(0);
      expect((await rota(['help', name])).out).toBe(out);
      for (const option of Object.keys(options)) expect(out).toContain(`--${option}`);
      expect(docs).toContain(`\`${name}`);
    },
  );

  it.each([
    [['frobnicate'], 'There is no command frobnicate.'],
    [['list', '--colour', 'red'], "Unknown option '--colour'."],
    [['show'], 'Write it as in: rota show SCHEDULE'],
    [['show', 'a', 'b'], 'Write it as in: rota show SCHEDULE'],
    [['run', 'a', '--timeout', '5m'], '--timeout goes with --wait.'],
    [['run', 'a', '--wait', '--timeout', '5'], 'no length of time'],
    [['list', '--q'], "Option '--q <value>' argument missing."],
  ])('%j is refused with exit code 2', async (argv, message) => {
    const said = await rota(argv);
    expect(said).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) });
  });

  it('is started by what is installed without what only development needs', () => {
    const [, loader] = /from '([a-z]+)\/esm\/api'/.exec(fileOf('bin/rota.mjs')) ?? [];
    expect(JSON.parse(fileOf('package.json')).dependencies).toHaveProperty(loader ?? 'a loader');
  });

  it('says what its exit codes mean', async () => {
    expect((await rota(['help', 'exit-codes'])).out).toBe(EXIT_HELP);
    for (const code of [0, 1, 2, 3, 4, 5, 6]) expect(docs).toMatch(new RegExp(`\\| ${code} \\|`));
  });

  it('reaches nobody at an address where nothing answers, and says so', async () => {
    const env = { ROTA_URL: 'http://127.0.0.1:1', ROTA_TOKEN: 'rota_x' };
    expect(await rota(['list'], { env })).toMatchObject({
      code: 1,
      err: expect.stringContaining('http://127.0.0.1:1 can’t be reached: '),
    });
  });

  it.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['8h', 28_800_000],
    ['2d', 172_800_000],
  ])('%s is %d ms', (text, milliseconds) => {
    expect(fromDuration(text)).toBe(milliseconds);
  });
  it.each(['0h', '5', 'h', '1w', '-1h', '1h30m'])('%s is no length of time', (text) => {
    expect(() => fromDuration(text)).toThrow('no length of time');
  });

  it.each(['http://rota.example.com', 'ftp://localhost', 'rota.example.com', 'http://localhost.evil.com'])(
    'no token is sent to %s',
    (url) => {
      expect(() => checkedUrl(url)).toThrow();
    },
  );
});

describe('what is told', () => {
  it('stands in columns, and commands no terminal', () => {
    expect(
      table(
        ['A', 'B'],
        [
          ['long', 'x'],
          ['s', '\u001b[31mred\nline'],
        ],
      ),
    ).toBe('A     B\nlong  x\ns     \uFFFD[31mred\uFFFDline\n');
    expect(
      facts([
        ['Name', 'x'],
        ['Nothing', null],
        ['Id', 'y'],
      ]),
    ).toBe('Name  x\nId    y\n');
    expect(plain('ü\u009b')).toBe('ü\uFFFD');
  });

  it('has colours at a terminal whose owner wants them, and nowhere else', () => {
    expect(toned({ terminal: true, env: {} }, 'good', 'x')).toBe('\u001b[32mx\u001b[0m');
    expect(toned({ terminal: true, env: { NO_COLOR: '1' } }, 'good', 'x')).toBe('x');
    expect(toned({ terminal: false, env: {} }, 'good', 'x')).toBe('x');
  });

  it('of runs that are waited for is told once each is over', async () => {
    const states: Record<string, string[]> = { a: ['waiting', 'running', 'succeeded'], b: ['failed'] };
    let slept = 0;
    const over = await followed(['a', 'b'], async (id) => ({ id, state: states[id]?.shift() ?? 'gone' }), {
      sleep: async () => (slept += 1),
      elapsed: () => 0,
      limit: endless,
    });
    expect(over).toEqual([
      { id: 'a', state: 'succeeded' },
      { id: 'b', state: 'failed' },
    ]);
    expect(slept).toBe(2);
  });

  it('of runs is told as they are once nobody waits any longer', async () => {
    let now = 0;
    const slept: number[] = [];
    const sleep = async (ms: number) => {
      slept.push(ms);
      now += ms;
    };
    const read = async (id: string) => ({ id, state: id === 'over' ? 'failed' : 'running' });
    const io = { sleep, elapsed: () => now, limit: endless };
    const seen = await followed(['long', 'over', 'other'], read, io, 2_500);
    expect(seen.map(({ state }) => state)).toEqual(['running', 'failed', 'running']);
    expect(slept).toEqual([1_000, 1_000, 500]);
  });

  it('of runs is told as they were seen last, where Rota does not answer in time', async () => {
    let now = 0;
    const limits: number[] = [];
    let patience = new AbortController();
    const io = {
      sleep: async (ms: number) => {
        now += ms;
      },
      elapsed: () => now,
      limit: (ms: number) => {
        limits.push(ms);
        patience = new AbortController();
        return patience.signal;
      },
    };
    const read = async (id: string, signal: AbortSignal | null) => {
      if (now === 0) return { id, state: 'running' };
      now += limits.at(-1) ?? 0;
      patience.abort();
      throw signal?.reason;
    };
    const seen = await followed(['one', 'two'], read, io, 3_000);
    expect(seen).toEqual([{ id: 'one', state: 'running' }]);
    expect(limits).toEqual([8_000, 7_000, 0]);
  });

  it('of runs is not told where Rota refuses to say', async () => {
    const read = () => Promise.reject(new Error('You may not do this.'));
    const io = { sleep: async () => undefined, elapsed: () => 0, limit: endless };
    await expect(followed(['one'], read, io, 3_000)).rejects.toThrow('You may not do this.');
  });
});
