import { describe, expect, it } from 'vitest';
import { completeConfig, type DirectoryConfig } from './config';

const VALID: DirectoryConfig = {
  urls: ['ldaps://dc1.corp.example.test', 'ldaps://dc2.corp.example.test:3269'],
  serviceUser: 'svc@corp.example.test',
  servicePassword: 'a-service-password',
  baseDn: 'DC=corp,DC=example,DC=test',
  upnSuffix: 'corp.example.test',
};

describe('completeConfig', () => {
  it('fills in times', () => {
    expect(completeConfig(VALID)).toMatchObject({
      ...VALID,
      deadlineMs: 8000,
      controllerMs: 2500,
      cooldownMs: 30_000,
    });
  });

  it.each<[string, Partial<DirectoryConfig>]>([
    ['urls', { urls: [] }],
    ['urls', { urls: ['ldap://dc1.corp.example.test'] }],
    ['urls', { urls: ['ldaps://dc1', 'ldap://dc2'] }],
    ['urls', { urls: ['dc1.corp.example.test'] }],
    ['urls', { urls: ['ldaps://svc:a-service-password@dc1'] }],
    ['urls', { urls: ['ldaps://dc1/DC=corp'] }],
    ['serviceUser', { serviceUser: 'PLAIN' }],
    ['servicePassword', { servicePassword: '' }],
    ['servicePassword', { servicePassword: 'a-service-password\0' }],
    ['baseDn', { baseDn: 'corp.example.test' }],
    ['upnSuffix', { upnSuffix: '@corp.example.test' }],
    ['ca', { ca: '/etc/ca.pem' }],
    ['deadlineMs', { deadlineMs: Number.NaN }],
    ['cooldownMs', { cooldownMs: -1 }],
  ])('names a bad %s: %j', (field, overrides) => {
    const complete = () => completeConfig({ ...VALID, ...overrides });
    expect(complete).toThrow(`Directory configuration: ${field}`);
    expect(complete).not.toThrow('a-service-password');
  });
});
