import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testEnv } from '@/lib/local/test-product';
import { EnvError, parseEnv } from './env';

const folder = mkdtempSync(path.join(tmpdir(), 'rota-env-'));
const KEY_FILE = path.join(folder, 'key.pem');
const CA_FILE = path.join(folder, 'ca.pem');

beforeAll(() => {
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(KEY_FILE, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(CA_FILE, '-----BEGIN CERTIFICATE-----\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const good = () => testEnv({ url: 'postgresql://a@b/c', maintenanceUrl: 'postgresql://k@b/c' });

function problemsOf(variables: Record<string, string | undefined>): string[] {
  try {
    parseEnv(variables);
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    return error.message
      .split('\n')
      .slice(1, -1)
      .map((line) => line.trim());
  }
  throw new Error('The environment was accepted.');
}

const REQUIRED = [
  'ROTA_URL',
  'ROTA_SECRET',
  'ROTA_ENCRYPTION_KEY',
  'DATABASE_URL',
  'LDAP_URL',
  'LDAP_BIND_USER',
  'LDAP_BIND_PASSWORD',
  'LDAP_BASE_DN',
  'LDAP_UPN_SUFFIX',
  'ROTA_ADMINISTRATOR_GROUPS',
  'AWS_REGION',
  'ROTA_AWS_ACCOUNT_ID',
];

const WRONG: [name: string, value: string][] = [
  ['NODE_ENV', 'staging'],
  ['PORT', '70000'],
  ['PORT', 'http'],
  ['ROTA_URL', 'rota.example.test'],
  ['ROTA_URL', 'ftp://rota.example.test'],
  ['ROTA_SECRET', 'short'],
  ['ROTA_ENCRYPTION_KEY', 'c2hvcnQ='],
  ['ROTA_TRUSTED_PROXIES', '-1'],
  ['DATABASE_URL', 'mysql://root@db/rota'],
  ['DATABASE_MAINTENANCE_URL', 'db'],
  ['LDAP_URL', 'ldap://dc1.corp.example.test'],
  ['LDAP_URL', 'ldaps://dc1.corp.example.test,ldap://dc2.corp.example.test'],
  ['LDAP_CA_FILE', '/nowhere/ca.pem'],
  ['ROTA_AUDIT_SYSLOG', 'udp://siem.example.com:514'],
  ['ROTA_AUDIT_SYSLOG_CA_FILE', '/nowhere/ca.pem'],
  ['ROTA_AUDIT_ARCHIVE', 'archive'],
  ['ROTA_AUDIT_MONTHS_ARCHIVED', 'all'],
  ['ROTA_AUDIT_OLD_KEYS', '/nowhere/old.pub.pem'],
  ['ROTA_AUDIT_OLD_KEYS', `${KEY_FILE},${CA_FILE}`],
  ['ROTA_AUDIT_DIGESTS', 'digests'],
  ['ROTA_AUDIT_DIGESTS', '/mnt/digests,s3://Audit'],
  ['ROTA_AUDIT_DIGESTS_LOCK', 'compliance'],
  ['LDAP_BASE_DN', 'corp.example.test'],
  ['AWS_REGION', 'Frankfurt'],
  ['ROTA_AWS_ACCOUNT_ID', '1234'],
  ['ROTA_PRODUCTION', 'true'],
  ['ROTA_SCHEDULE_GROUP', 'a group'],
  ['ROTA_DISPATCH_QUEUE_ARN', 'rota-dispatch'],
  ['ROTA_DEAD_LETTER_QUEUE_ARN', 'arn:aws:sqs:eu-west-1:000000000000:dead'],
  ['ROTA_DEAD_LETTER_QUEUE_ARN', 'arn:aws:sqs:eu-central-1:999999999999:dead'],
  ['ROTA_DEAD_LETTER_QUEUE_ARN', 'arn:aws:sqs:eu-central-1:000000000000:orders.fifo'],
  ['ROTA_TASK_EVENT_QUEUE_ARN', 'arn:aws:sqs:eu-west-1:000000000000:task-events'],
  ['ROTA_TASK_EVENT_QUEUE_ARN', 'task-events'],
  ['ROTA_DISPATCH_ROLE_ARN', 'arn:aws:iam::999999999999:role/rota-dispatch'],
  ['ROTA_DISPATCH_ROLE_ARN', 'rota-dispatch'],
  ['ROTA_DEFAULT_DELIVERY', 'both'],
  ['ROTA_AWS_CALLS_PER_SECOND', '0'],
  ['LOG_LEVEL', 'loud'],
];

describe('the environment', () => {
  it('is accepted when complete, with its defaults', () => {
    expect(parseEnv(good())).toMatchObject({ PORT: 3000, ROTA_SCHEDULE_GROUP: 'rota', LOG_LEVEL: 'info' });
  });

  it.each(REQUIRED)('names %s where it is missing or empty', (name) => {
    expect(problemsOf({ ...good(), [name]: undefined })).toEqual([`${name} is missing`]);
    expect(problemsOf({ ...good(), [name]: '' })).toEqual([`${name} is missing`]);
  });

  it.each(WRONG)('names %s where it is %s', (name, value) => {
    const problems = problemsOf({ ...good(), [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} (?!is missing)`));
  });

  it.each([
    ['ROTA_AUDIT_SYSLOG is missing', { ROTA_AUDIT_DIGESTS: '/mnt/digests,syslog:' }],
    ['ROTA_AUDIT_ARCHIVE is missing', { ROTA_AUDIT_MONTHS_ONLINE: '24' }],
    ['ROTA_AUDIT_MONTHS_ONLINE is missing', { ROTA_AUDIT_MONTHS_ARCHIVED: '96' }],
    ['ROTA_AUDIT_DIGESTS_LOCK has a meaning only', { ROTA_AUDIT_DIGESTS_LOCK: 'compliance:3650' }],
    [
      'ROTA_AUDIT_SYSLOG_CA_FILE has a meaning only',
      { ROTA_AUDIT_SYSLOG: 'tcp://siem.example.com:601', ROTA_AUDIT_SYSLOG_CA_FILE: CA_FILE },
    ],
  ])('says %s where what belongs to it does not fit', (problem, variables) => {
    const audit = { ROTA_AUDIT_KEY_FILE: KEY_FILE, ROTA_AUDIT_DIGESTS: '/mnt/digests', ...variables };
    const problems = problemsOf({ ...good(), ...audit });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it('takes digests to several places, a retention in buckets, and the CA of a syslog of their own', () => {
    const audit = {
      ROTA_AUDIT_KEY_FILE: KEY_FILE,
      ROTA_AUDIT_DIGESTS: '/mnt/digests,s3://audit/rota,tls://siem.example.com:6514',
      ROTA_AUDIT_DIGESTS_LOCK: 'compliance:3650',
      ROTA_AUDIT_SYSLOG_CA_FILE: CA_FILE,
    };
    expect(parseEnv({ ...good(), ...audit }).ROTA_AUDIT_DIGESTS).toMatchObject([
      { kind: 'folder' },
      { kind: 's3' },
      { kind: 'syslog' },
    ]);
  });

  it('asks for queue and role where new schedules are delivered through Rota', () => {
    expect(problemsOf({ ...good(), ROTA_DEFAULT_DELIVERY: 'through' })).toEqual([
      'ROTA_DISPATCH_QUEUE_ARN is missing',
      'ROTA_DISPATCH_ROLE_ARN is missing',
    ]);
  });

  it('takes for task events no queue that is read for something else', () => {
    const arn = 'arn:aws:sqs:eu-central-1:000000000000:rota';
    for (const other of ['ROTA_DISPATCH_QUEUE_ARN', 'ROTA_DEAD_LETTER_QUEUE_ARN'])
      expect(problemsOf({ ...good(), [other]: arn, ROTA_TASK_EVENT_QUEUE_ARN: arn })).toEqual([
        'ROTA_TASK_EVENT_QUEUE_ARN must be a queue of its own: what is no task event is removed from it',
      ]);
  });

  it('names every bad variable at once', () => {
    expect(problemsOf({}).map((line) => line.split(' ')[0])).toEqual(REQUIRED);
    const wrong = Object.fromEntries(WRONG);
    const named = new Set(problemsOf({ ...good(), ...wrong }).map((line) => line.split(' ')[0]));
    expect([...named].sort()).toEqual(Object.keys(wrong).sort());
  });

  it('never repeats a value: it may be a password', () => {
    const text = problemsOf({ ...good(), ROTA_SECRET: 'hunter2', DATABASE_URL: 'db:hunter2' }).join();
    expect(text).not.toContain('hunter2');
  });

  it('refuses plain http in production but for this machine itself', () => {
    const production = { ...good(), NODE_ENV: 'production' };
    expect(problemsOf({ ...production, ROTA_URL: 'http://rota.example.test' })).toEqual([
      'ROTA_URL must be https in production',
    ]);
    expect(parseEnv({ ...production, ROTA_URL: 'https://rota.example.test' }).NODE_ENV).toBe('production');
    expect(parseEnv({ ...production, ROTA_URL: 'http://[::1]:3000' }).NODE_ENV).toBe('production');
  });
});
