import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCalendar } from '@/lib/calendars/commands';
import { db } from '@/lib/db';
import { currentEnvironment } from '@/lib/environments/bootstrap';
import { makeSchedule, ROLE_ARN, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows } from '@/lib/local/test-rows';
import { signedIn } from '@/lib/local/test-session';
import { createTeam } from '@/lib/teams/commands';
import { createToken } from '@/lib/tokens/commands';
import type { Io } from './io';
import { rota, startApi } from './test-rota';

const SOURCE = 'git@git.example.com:finance/jobs.git schedules';
const LAUNCHER = path.resolve(import.meta.dirname, '../../bin/rota.mjs');

let product: TestProduct;
let server: Awaited<ReturnType<typeof startApi>>;
let folder: string;
let env: Record<string, string>;
let token: string;
let teamId: string;

beforeAll(async () => {
  const queue = { ROTA_DISPATCH_QUEUE_ARN: TARGETS.sqs.arn, ROTA_DISPATCH_ROLE_ARN: ROLE_ARN };
  product = await startTestProduct({ env: queue });
  server = await startApi();
  await currentEnvironment();
  teamId = (await createTeam(contextOf('administrator'), { name: 'Finance' })).id;
  const what = { name: 'git', role: 'editor', scope: 'write', teamId: null, environmentId: null, days: 30 };
  token = (await createToken(await signedIn('editor'), what)).token;
  env = { ROTA_URL: server.url, ROTA_TOKEN: token };
});
beforeEach(async () => {
  if (folder) await rm(folder, { recursive: true });
  folder = await mkdtemp(path.join(tmpdir(), 'rota-cli-'));
});
afterAll(async () => {
  await server?.stop();
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

const call = (argv: string[], around: Partial<Io> = {}) => rota(argv, { env, cwd: folder, ...around });
const file = (name: string, text: string) => writeFile(path.join(folder, name), text);

/** A file with one schedule. */
const yaml = (name: string, more = '') => `name: ${name}
team: Finance
timing: { daily: "09:00" }
timeZone: Europe/London
${more}targets:
  - kind: sqs
    arn: ${TARGETS.sqs.arn}
    roleArn: ${ROLE_ARN}
    input: { what: statements }
`;

const apply = (...more: string[]) => call(['apply', '-f', '.', '--source', SOURCE, ...more]);
const lived = () => db().schedule.findMany({ where: { managedBy: SOURCE, state: { not: 'deleted' } } });

describe('signing in', () => {
  it('reads the token from standard input, keeps it for its owner alone, and never shows it', async () => {
    const config = { XDG_CONFIG_HOME: folder };
    const none = await call(['list'], { env: config });
    expect(none).toMatchObject({ code: 3, err: expect.stringContaining('rota login') });
    const said = await call(['login', '--url', server.url], { env: config, input: async () => `${token}\n` });
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('The editor') });
    expect(said.out + said.err).not.toContain(token);
    const kept = path.join(folder, 'rota/login.json');
    expect((await stat(kept)).mode & 0o777).toBe(0o600);
    expect((await call(['list'], { env: config })).code).toBe(0);
    const elsewhere = { ...config, ROTA_URL: 'https://elsewhere.example.com' };
    expect((await call(['list'], { env: elsewhere })).code).toBe(3);
    await call(['logout'], { env: config });
    expect((await call(['list'], { env: config })).code).toBe(3);
  });

  it('with a wrong token keeps nothing, and none is sent in the clear', async () => {
    const config = { XDG_CONFIG_HOME: folder };
    const wrong = await call(['login', '--url', server.url, '--token', 'rota_x'], { env: config });
    expect(wrong.code).toBe(3);
    await expect(stat(path.join(folder, 'rota/login.json'))).rejects.toThrow('ENOENT');
    const clear = await call(['login', '--url', 'http://rota.example.com', '--token', token], {
      env: config,
    });
    expect(clear).toMatchObject({ code: 2, err: expect.stringContaining('https') });
  });
});

describe('schedules', () => {
  it('are created from a file, listed, shown, paused, run and deleted, by name or id', async () => {
    await file('one.yaml', yaml('Statements'));
    const created = await call(['create', '-f', 'one.yaml']);
    expect(created).toMatchObject({ code: 0, out: expect.stringMatching(/^Statements is created: /) });
    const { items } = JSON.parse((await call(['list', '--q', 'Statem', '--json'])).out);
    expect(items).toMatchObject([{ name: 'Statements', managedBy: null }]);
    expect((await call(['list', '--team', 'Finance', '--state', 'on'])).out).toContain('Statements');
    for (const command of ['list', 'runs']) {
      expect((await call([command, '--team', 'Nobody'])).code).toBe(4);
      const own = await call([command, '--team', 'own']);
      expect(own).toMatchObject({ code: 1, err: expect.stringContaining('You have no team of your own') });
    }
    const [{ id }] = items;
    const paused = await call(['pause', 'statements', '--reason', 'Deployment', '--for', '8h']);
    expect(paused).toMatchObject({ code: 0, out: expect.stringContaining('Statements is paused.') });
    expect(JSON.parse((await call(['show', id, '--json'])).out).state).toMatchObject({
      is: 'paused',
      reason: 'Deployment',
      until: expect.any(String),
    });
    expect((await call(['show', 'Statements'])).out).toContain('Because       Deployment');
    expect((await call(['resume', id])).code).toBe(0);
    const run = await call(['run', 'Statements', '--json']);
    expect(JSON.parse(run.out).runs).toHaveLength(1);
    expect((await call(['runs', 'Statements'])).out).toMatch(/Statements .* waiting/);
    let now = 0;
    const elapsed = () => {
      now += 60_000;
      return now;
    };
    expect(await call(['run', 'Statements', '--wait', '--timeout', '90s'], { elapsed })).toMatchObject({
      code: 6,
      out: expect.stringContaining('waiting'),
      err: 'Not over within 90s, and going on: 1 of 1 runs.\n',
    });
    expect((await call(['next', 'Statements', '--count', '2'])).out).toMatch(/09:00[^\n]*\n.*Z\n.*Z\n$/);
    expect((await call(['next', 'cron(0 9 ? * MON *)', '--count', '1', '--json'])).out).toContain('"UTC"');
    expect(await call(['next', 'Statements', '--timezone', 'Asia/Tokyo'])).toMatchObject({
      code: 2,
      out: '',
      err: '--timezone is of an expression: a schedule has a time zone of its own. Leave it out.\n',
    });
    const gone = await call(['delete', 'Statements', '-r', 'Not needed']);
    expect(gone).toMatchObject({ code: 0, out: expect.stringContaining('is deleted') });
    expect(await call(['show', 'Statements'])).toMatchObject({ code: 4 });
  });

  it('that are wrong in a file are refused by line', async () => {
    await file('wrong.yaml', yaml('Wrong', 'colour: red\n'));
    expect(await call(['create', '-f', 'wrong.yaml'])).toMatchObject({
      code: 1,
      err: 'wrong.yaml:5: colour: Unknown field “colour”. Leave it out.\n',
    });
    await file('broken.yaml', 'name: [\n');
    expect(await call(['create', '-f', 'broken.yaml'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^broken\.yaml:\d: /),
    });
  });
});

describe('creating from a file with several schedules', () => {
  const created = async () =>
    (await db().schedule.findMany({ where: { name: { startsWith: 'Batch' } } })).map(({ name }) => name);
  const batch = (...documents: string[]) => file('batch.yaml', documents.join('---\n'));
  const create = (around: Partial<Io> = {}) => call(['create', '-f', 'batch.yaml'], around);

  it('creates none where one of them would be refused, and names every reason by its line', async () => {
    await makeSchedule(teamId, { name: 'Already there' });
    const wrong: [string, string][] = [
      [yaml('Batch 2').replace('09:00', '9:00'), 'batch.yaml:13: timing.daily: '],
      [yaml('Batch 2').replace('Finance', 'Nobody'), 'batch.yaml:12: team: There is no team Nobody'],
      [yaml('Batch 2', 'environment: Elsewhere\n'), 'batch.yaml:15: environment: There is no environment '],
      [yaml('Batch 2', 'calendars: [Never]\n'), 'batch.yaml:15: calendars.0: There is no calendar Never '],
      [
        yaml('Batch 2').replace('{ daily: "09:00" }', '{ once: "2020-01-01T00:00:00Z" }'),
        'batch.yaml:13: timing: This time has passed.',
      ],
      [yaml('already there'), 'batch.yaml:11: name: Another schedule has this name.'],
      [yaml('batch 1'), 'batch.yaml:11: name: There is another batch 1 '],
    ];
    for (const [second, problem] of wrong) {
      await batch(yaml('Batch 1').replace('{ daily: "09:00" }', 'now'), second);
      const said = await create();
      expect(said).toMatchObject({ code: 1, out: '', err: expect.stringContaining(problem) });
      expect(said.err.trimEnd().split('\n')).toHaveLength(1);
    }
    expect(await created()).toEqual([]);
  });

  it('says what is created and what is not where Rota refuses one all the same, and how to go on', async () => {
    const gate = (name: string) =>
      yaml(name).replace('    input:', '    gateId: "0000000000000007"\n    input:');
    await batch(yaml('Batch 1', 'startPaused: true\n'), gate('Batch 2'), yaml('Batch 3'));
    const said = await create();
    expect(said).toMatchObject({ code: 1, out: expect.stringMatching(/^Batch 1 is created: [^\n]*\n$/) });
    expect(said.err).toMatch(/^batch\.yaml:\d+: targets\.0\.gateId: /);
    expect(said.err).toContain(
      '\nCreated: Batch 1. Not created: Batch 2, Batch 3.\nTake what is created out of the file before you create the rest.\n',
    );
    expect(await created()).toEqual(['Batch 1']);
  });

  it('does not say that one is not created whose answer got lost', async () => {
    await batch(yaml('Lost 1'), yaml('Lost 2'), yaml('Lost 3'));
    const out = () => vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')));
    const said = await create({ out }).finally(() => vi.unstubAllGlobals());
    expect(said).toMatchObject({ code: 1, err: expect.stringContaining('can’t be reached') });
    expect(said.err).toContain('\nCreated: Lost 1. Not known, so look: Lost 2. Not created: Lost 3.\nTake ');
  });
});

describe('applying files', () => {
  it('plans, asks, creates, and the second time has nothing to do', async () => {
    await mkdir(path.join(folder, 'deep'));
    await file('deep/two.yaml', `${yaml('Two')}---\n${yaml('Three', 'description: Third\n')}`);
    const planned = await apply('--plan');
    expect(planned).toMatchObject({
      code: 5,
      out: '+ create Two in Test\n+ create Three in Test\n2 to create, 0 to change, 0 to delete, 0 unchanged.\n',
    });
    expect(await lived()).toEqual([]);
    expect((await apply()).code).toBe(2);
    const asks = { asks: true, ask: async () => 'no' };
    expect((await call(['apply', '-f', '.', '--source', SOURCE], asks)).code).toBe(1);
    expect(await lived()).toEqual([]);
    expect(await apply('--yes')).toMatchObject({
      code: 0,
      out: expect.stringContaining('\nDone: 2 created, 0 changed, 0 deleted, 0 unchanged.\n'),
    });
    expect((await lived()).map(({ name }) => name).sort()).toEqual(['Three', 'Two']);
    const before = (await auditRows(product.database, 'schedule')).length;
    expect(await apply('--yes')).toMatchObject({
      code: 0,
      out: expect.stringContaining('0 to create, 0 to change, 0 to delete, 2 unchanged.'),
    });
    expect(await auditRows(product.database, 'schedule')).toHaveLength(before);
  });

  it('changes what differs and nothing else, keeps targets, and deletes only with --prune', async () => {
    await file('two.yaml', yaml('Two', 'tags: [nightly]\n').replace('what: statements', 'what: all'));
    const [before] = await db().target.findMany({ where: { schedule: { name: 'Two', managedBy: SOURCE } } });
    const changed = await apply('--yes');
    expect(changed.out).toContain('~ change Two in Test\n');
    expect(changed.out).toContain('  + nightly');
    expect(changed.out).toMatch(
      /SQS queue statements: input changed:\n[\s\S]*- +"what": "statements"\n +\+ +"what": "all"/,
    );
    expect(changed.out).toContain(
      'Lives in git@git.example.com:finance/jobs.git schedules, and is in no file',
    );
    const [after] = await db().target.findMany({ where: { schedule: { name: 'Two', managedBy: SOURCE } } });
    expect(after?.id).toBe(before?.id);
    expect((await apply('--plan')).code).toBe(0);
    const pruned = await apply('--prune', '--yes');
    expect(pruned).toMatchObject({ code: 0, out: expect.stringContaining('- delete Three in Test') });
    expect(pruned.out).toContain('\nDone: 0 created, 0 changed, 1 deleted, 1 unchanged.\n');
    expect((await lived()).map(({ name }) => name)).toEqual(['Two']);
  });

  it('takes over what is edited in the pages so far, and leaves what lives elsewhere', async () => {
    await makeSchedule(teamId, { name: 'Of the pages' });
    await file('a.yaml', yaml('Of the pages'));
    expect(await apply('--yes')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Lives in: none → git@'),
    });
    const elsewhere = await call(['apply', '-f', '.', '--source', 'other', '--plan']);
    expect(elsewhere).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^a\.yaml:1: name: It lives in git@.*, and this is other\..*--source/),
    });
    expect(await call(['disable', 'Of the pages', '-r', 'x'])).toMatchObject({ code: 1 });
    expect(await call(['disable', 'Of the pages', '-r', 'x', '--source', SOURCE])).toMatchObject({ code: 0 });
  });

  it('says what is wrong by line, and does nothing then', async () => {
    await file('a.yaml', yaml('Fine'));
    await file('b.yaml', yaml('Bad').replace('09:00', '25:00').replace('statements\n', 'orders.fifo\n'));
    const refused = await apply('--yes');
    expect(refused.code).toBe(1);
    expect(refused).toMatchObject({ out: '', err: expect.stringMatching(/^b\.yaml:3: timing\.daily: /) });
    await file('b.yaml', yaml('Bad', 'delivery: direct\noverlap: skip\n'));
    expect((await apply('--yes')).err).toMatch(/^b\.yaml:6: overlap: Only Rota knows this/);
    await file('b.yaml', yaml('fine'));
    expect((await apply('--yes')).err).toBe('b.yaml:1: name: There is another fine in Test.\n');
    expect(await db().schedule.count({ where: { name: 'Fine' } })).toBe(0);
  });

  it('plans nothing that Rota would refuse for a name that is not there, or for a time that has passed', async () => {
    await makeSchedule(teamId, { name: 'There' });
    const once = (text: string) => text.replace('{ daily: "09:00" }', '{ once: "2020-01-01T00:00:00Z" }');
    const calendars = Array.from({ length: 21 }, (_, index) => `C${index}`).join(', ');
    for (const name of ['New', 'There'])
      for (const [text, problem] of [
        [
          yaml(name).replace('Finance', 'Nobody'),
          /^a\.yaml:2: team: There is no team Nobody, or you may not/,
        ],
        [
          yaml(name, 'calendars: [Never]\n'),
          /^a\.yaml:5: calendars\.0: There is no calendar Never that this team can follow\.\n$/,
        ],
        [yaml(name, `calendars: [${calendars}]\n`), /^a\.yaml:5: calendars: A schedule follows at most 20/],
        [once(yaml(name)), /^a\.yaml:3: timing: This time has passed\. Choose one in the future\.\n$/],
        [
          yaml(name, 'end: "2020-01-01T00:00"\n'),
          /^a\.yaml:5: end: It would never run again: its end comes before/,
        ],
      ] as const) {
        await file('a.yaml', text);
        expect(await apply('--plan')).toMatchObject({
          code: 1,
          out: '',
          err: expect.stringMatching(problem),
        });
      }
  });

  it('leaves alone what has run by now, as its file still says', async () => {
    await file('a.yaml', yaml('Over').replace('{ daily: "09:00" }', '{ once: "2099-01-01T00:00:00Z" }'));
    expect((await apply('--yes')).code).toBe(0);
    const over = { expression: 'at(2020-01-01T00:00:00)', state: 'completed' } as const;
    await db().schedule.updateMany({ where: { name: 'Over' }, data: over });
    await file('a.yaml', yaml('Over').replace('{ daily: "09:00" }', '{ once: "2020-01-01T00:00:00Z" }'));
    expect(await apply('--plan')).toMatchObject({ code: 0, out: expect.stringContaining('1 unchanged.') });
  });

  it('refuses what only Rota does, where the schedule that is there is delivered directly', async () => {
    await makeSchedule(teamId, { name: 'Direct so far' });
    await file('a.yaml', yaml('Direct so far', 'pauseAfterFailures: 3\n'));
    expect(await apply('--plan')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^a\.yaml:5: pauseAfterFailures: Only Rota knows this/),
    });
  });

  it('prunes only where all files were read, and asks nobody with --json', async () => {
    await file('a.yaml', yaml('Alone'));
    const one = ['apply', '-f', 'a.yaml', '--source', SOURCE];
    expect(await call([...one, '--prune', '--yes'])).toMatchObject({ code: 2 });
    const { orphans, steps } = JSON.parse((await call([...one, '--plan', '--json'])).out);
    expect({ orphans, steps }).toMatchObject({ orphans: [], steps: [{ name: 'Alone' }] });
    expect(await call([...one, '--json'], { asks: true, ask: async () => 'yes' })).toMatchObject({
      code: 2,
      out: '',
    });
    await symlink('..', path.join(folder, 'around'));
    expect(await apply('--prune', '--yes')).toMatchObject({
      code: 1,
      err: expect.stringContaining('around is a linked folder'),
    });
    expect((await apply('--plan')).err).toContain('around is a linked folder');
  });

  it('takes a calendar by its id or its name, once', async () => {
    const { id } = await createCalendar(contextOf('administrator'), {
      name: 'Year end',
      teamId: null,
      dates: [],
    });
    await file('a.yaml', yaml('Calm', `calendars: [${id}, Year end]\n`));
    expect((await apply('--yes')).code).toBe(0);
    expect(await apply('--plan')).toMatchObject({ code: 0, out: expect.stringContaining('1 unchanged.') });
  });

  it('does not write over what somebody changed since the plan', async () => {
    await file('a.yaml', yaml('Raced'));
    await apply('--yes');
    await file('a.yaml', yaml('Raced', 'description: new\n'));
    const { id } = await db().schedule.findFirstOrThrow({ where: { name: 'Raced' } });
    const ask = async () => {
      await db().schedule.update({ where: { id }, data: { generation: { increment: 1 } } });
      return 'yes';
    };
    const raced = await call(['apply', '-f', '.', '--source', SOURCE], { asks: true, ask });
    expect(raced).toMatchObject({ code: 1, err: expect.stringContaining('change Raced in Test') });
    expect(await db().schedule.findUniqueOrThrow({ where: { id } })).toMatchObject({ description: '' });
  });
});

describe('exporting', () => {
  it('a schedule with targets of all kinds gives a file that makes no difference', async () => {
    const saved = await makeSchedule(teamId, { name: 'Round Trip!', targets: Object.values(TARGETS) });
    expect((await call(['export', saved.id, '-o', '.'])).out).toBe('round-trip.yaml\n');
    const first = await apply('--plan');
    expect(first.out).toMatch(/~ change Round Trip! in Test\n {4}Lives in: [^\n]*\nLives in/);
    await apply('--yes');
    expect(await apply('--plan')).toMatchObject({ code: 0 });
    expect((await db().schedule.findUniqueOrThrow({ where: { id: saved.id } })).generation).toBe(2);
  });

  it('one through Rota too, whose secrets stay and never leave', async () => {
    const headers = [{ name: 'X-Api-Key', value: 'hush-hush', secret: true }];
    const webhook = { kind: 'webhook', arn: 'https://hooks.example.com/nightly', headers };
    const common = { retryAttempts: 3, maxAgeSeconds: 3600 };
    const secret = { input: '{"token":"hush-hush","day":1}', secretFields: ['/token'] };
    const saved = await makeSchedule(teamId, {
      name: 'Hushed',
      delivery: 'through',
      overlap: 'skip',
      graceSeconds: 60,
      second: 30,
      startLocal: '2031-02-03T09:00',
      targets: [
        { ...webhook, ...common, input: '{"a":1}' },
        { ...TARGETS.lambda, ...secret },
      ],
    });
    await call(['export', saved.id, '-o', '.']);
    expect(await readFile(path.join(folder, 'hushed.yaml'), 'utf8')).not.toContain('hush-hush');
    expect((await apply('--yes')).code).toBe(0);
    const sealed = () =>
      db().target.findMany({ where: { scheduleId: saved.id }, orderBy: { position: 'asc' } });
    const before = await sealed();
    expect(before[1]?.input).toContain('rota:sealed:v1:');
    expect((await apply('--plan')).code).toBe(0);
    const text = await readFile(path.join(folder, 'hushed.yaml'), 'utf8');
    await file('hushed.yaml', text.replace('token: ••••••••', 'token: new-secret'));
    expect((await apply('--plan')).code).toBe(0);
    const written = text.replace('token: ••••••••', 'token: new-secret');
    await file('hushed.yaml', written.replace(/^description:.*$/m, 'description: More'));
    const more = await apply('--yes');
    expect(more.out).toContain('~ change Hushed');
    expect(more.out).not.toContain('its secrets');
    expect((await sealed()).map(({ input }) => input)).toEqual(before.map(({ input }) => input));
    const anew = await apply('--secrets', '--yes');
    expect(anew.out).toContain('its secrets, which can’t be compared');
    expect(anew.out).not.toContain('new-secret');
    expect((await sealed())[1]?.input).not.toBe(before[1]?.input);
  });

  it('writes each of a filter into a file, and writes over none unasked', async () => {
    const said = await call(['export', '--source', SOURCE, '-o', 'out']);
    expect(said.out).toContain(path.join('out', 'two.yaml'));
    expect(await readFile(path.join(folder, 'out/two.yaml'), 'utf8')).not.toMatch(/managedBy|^\s+id:/m);
    expect(await call(['export', 'Two', '-o', 'out'])).toMatchObject({ code: 1 });
    expect(await call(['export', 'Two', '-o', 'out', '--overwrite'])).toMatchObject({ code: 0 });
  });

  it('writes Terraform', async () => {
    const { out } = await call(['export', 'Two', '--hcl']);
    expect(out).toContain('resource "aws_scheduler_schedule" "two" {');
    expect(out).toContain(`    arn      = "${TARGETS.sqs.arn}"`);
  });
});

describe('the program itself', () => {
  const started = (args: string[]) =>
    promisify(execFile)(process.execPath, [LAUNCHER, ...args], {
      cwd: folder,
      env: { ...process.env, ...env },
    });

  it('is started by its path from anywhere, and ends with its exit code', async () => {
    const child = spawn(process.execPath, [LAUNCHER, 'show', 'nobody'], {
      cwd: folder,
      env: { ...process.env, ...env },
    });
    const unread = spawn(process.execPath, [LAUNCHER, 'help'], { cwd: folder });
    unread.stdout.destroy();
    const ended = (one: ReturnType<typeof spawn>) => new Promise((resolve) => one.once('close', resolve));
    const [complaint, ...codes] = [buffer(unread.stderr), ended(child), ended(unread)] as const;
    const shown = await started(['show', 'Two']);
    expect(await Promise.all(codes)).toEqual([4, 141]);
    expect((await complaint).toString()).toBe('');
    expect(shown.stdout).toContain(`Lives in     ${SOURCE}`);
    expect(shown.stdout).not.toContain('\u001b');
  });
});

describe('a name that fits two schedules', () => {
  it('is refused, and both are told by their ids', async () => {
    const { id: _, ...place } = await db().environment.findFirstOrThrow();
    const accountId = '111111111111';
    const there = (text: string) => text.replace(/\d{12}/, accountId);
    const other = { ...place, id: '0000000000000009', name: 'Other', accountId };
    await db().environment.create({ data: other });
    const target = { ...TARGETS.sqs, arn: there(TARGETS.sqs.arn), roleArn: there(ROLE_ARN) };
    const ids = [
      await makeSchedule(teamId, { name: 'Twice' }),
      await makeSchedule(teamId, { name: 'Twice', targets: [target] }, other.id),
    ].map(({ id }) => id);
    const refused = await call(['pause', 'Twice', '-r', 'x']);
    expect(refused).toMatchObject({ code: 1, out: '' });
    for (const id of ids) expect(refused.err).toContain(id);
    const [one = '', two = ''] = ids;
    for (const [other, code] of [['Nobody', 4] as const, ['Twice', 1] as const])
      expect(await call(['pause', one, other, '-r', 'x'])).toMatchObject({ code, out: '' });
    expect(await db().schedule.count({ where: { id: { in: ids }, state: 'paused' } })).toBe(0);
    expect(await call(['pause', two, '-r', 'x'])).toMatchObject({ code: 0 });
    const both = await call(['resume', one, two, '--json']);
    expect(both).toMatchObject({ code: 1, err: expect.stringMatching(/^Twice: /) });
    expect(JSON.parse(both.out)).toMatchObject([{ id: two }]);
  });

  it('in files has to name its environment', async () => {
    await file('a.yaml', yaml('Anywhere'));
    expect((await apply('--plan')).err).toMatch(/^a\.yaml:1: environment: Name its environment/);
    expect((await apply('--plan', '--environment', 'Test')).code).toBe(5);
    const left = async (...more: string[]) => {
      const { orphans } = JSON.parse((await apply('--plan', '--json', ...more)).out);
      return new Set(orphans.map(({ environment }: { environment: string }) => environment));
    };
    expect(await left('--environment', 'Test')).toEqual(new Set(['Test']));
    await file('a.yaml', yaml('Anywhere', 'environment: Other\n').replaceAll(/\d{12}/g, '111111111111'));
    expect(await left()).toEqual(new Set());
  });
});
