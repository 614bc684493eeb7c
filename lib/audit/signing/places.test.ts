import { expect, it } from 'vitest';
import { digestLock, digestPlaces } from './places';

const feed = { kind: 'syslog', place: null };
const folder = { kind: 'folder', folder: '/mnt/digests' };

it.each([
  ['/mnt/digests', [folder]],
  ['s3://audit', [{ kind: 's3', bucket: 'audit', prefix: '' }]],
  ['s3://audit/', [{ kind: 's3', bucket: 'audit', prefix: '' }]],
  ['s3://the.audit-1/rota/prod/', [{ kind: 's3', bucket: 'the.audit-1', prefix: 'rota/prod/' }]],
  ['tcp://10.0.0.7:601', [{ kind: 'syslog', place: { tls: false, host: '10.0.0.7', port: 601 } }]],
  ['syslog:, /mnt/digests', [feed, folder]],
])('%s names places', (text, places) => expect(digestPlaces(text)).toEqual(places));

it.each([
  '',
  'digests',
  '/mnt/digests,',
  's3://',
  's3://ab',
  's3://Audit',
  's3://-audit',
  's3:/audit',
  'syslog',
  'tls://siem.example.com',
  '/mnt/digests,s3://Audit',
])('%s does not', (text) => expect(digestPlaces(text)).toBeNull());

it.each([
  ['compliance:3650', { mode: 'COMPLIANCE', days: 3650 }],
  ['Governance:1', { mode: 'GOVERNANCE', days: 1 }],
])('%s is a retention', (text, lock) => expect(digestLock(text)).toEqual(lock));

it.each(['compliance', 'compliance:0', 'compliance:36501', 'legal:10', 'governance:1y'])(
  '%s is none',
  (text) => expect(digestLock(text)).toBeNull(),
);
