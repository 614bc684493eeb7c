import type { Domain } from './name';

export interface DirectoryConfig extends Domain {
  /** Domain controllers in order of preference, each `ldaps://host[:port]`. */
  urls: string[];
  /** Certificates to trust (PEM); those of the system when left out. */
  ca?: string;
  /** The account for look-ups: UPN, DOMAIN\name or distinguished name. */
  serviceUser: string;
  servicePassword: string;
  /** Where users and groups are searched, e.g. DC=corp,DC=example,DC=test. */
  baseDn: string;
  /** Longest time that one call may take, in milliseconds; 8000 when left out. */
  deadlineMs?: number;
  /** Longest time that is given to one controller for connecting, in milliseconds; 2500 when left out. */
  controllerMs?: number;
  /** How long a controller that failed is asked last, in milliseconds; 30000 when left out. */
  cooldownMs?: number;
  /** Clock in epoch milliseconds, for cool-downs and expired accounts. */
  now?: () => number;
}

export type CompleteConfig = DirectoryConfig &
  Required<Pick<DirectoryConfig, 'deadlineMs' | 'controllerMs' | 'cooldownMs' | 'now'>>;

const fail = (field: string, reason: string): never => {
  throw new Error(`Directory configuration: ${field} ${reason}`);
};

/**
 * Checks a configuration and fills in its defaults.
 *
 * @throws Error naming the field; never the service password
 */
export function completeConfig(config: DirectoryConfig): CompleteConfig {
  if (config.urls.length === 0) fail('urls', 'is empty; give at least one ldaps:// address.');
  for (const url of config.urls) checkUrl(url);
  if (!/[@\\=]/.test(config.serviceUser)) {
    fail('serviceUser', `"${config.serviceUser}" must be a UPN, DOMAIN\\name or a distinguished name.`);
  }
  if (config.servicePassword === '' || config.servicePassword.includes('\0')) {
    fail('servicePassword', 'must not be empty or hold NUL: an empty one would bind anonymously.');
  }
  if (!config.baseDn.includes('=')) fail('baseDn', `"${config.baseDn}" must look like DC=corp,DC=example.`);
  if (!/^[^\s@]+$/.test(config.upnSuffix)) fail('upnSuffix', 'must be a domain name without "@".');
  if (config.ca !== undefined && !config.ca.includes('-----BEGIN CERTIFICATE-----')) {
    fail('ca', 'must hold at least one certificate in PEM form.');
  }
  const { deadlineMs = 8000, controllerMs = 2500, cooldownMs = 30_000, now = Date.now } = config;
  for (const [field, value] of Object.entries({ deadlineMs, controllerMs, cooldownMs })) {
    if (!Number.isFinite(value) || value < 0)
      fail(field, `is ${value}; it must be a number of milliseconds.`);
  }
  return { ...config, deadlineMs, controllerMs, cooldownMs, now };
}

function checkUrl(url: string): void {
  if (!URL.canParse(url)) fail('urls', `holds "${url}", which is no address; write ldaps://host[:port].`);
  const { protocol, hostname, username, pathname } = new URL(url);
  if (protocol !== 'ldaps:') {
    fail('urls', `holds "${protocol}//${hostname}": passwords only travel over ldaps://.`);
  }
  if (hostname === '' || username !== '' || !['', '/'].includes(pathname)) {
    fail('urls', `holds an address for "${hostname}" with more than a host and a port.`);
  }
}
