import { readFileSync } from 'node:fs';
import { env } from '@/lib/env';
import { createDirectory, type Directory } from './directory';

let directory: Directory | undefined;

/** The directory of the process's environment. */
export function theDirectory(): Directory {
  const { LDAP_URL, LDAP_CA_FILE, LDAP_BIND_USER, LDAP_BIND_PASSWORD, LDAP_BASE_DN, LDAP_UPN_SUFFIX } = env();
  const { LDAP_NETBIOS_DOMAIN } = env();
  directory ??= createDirectory({
    urls: LDAP_URL,
    ...(LDAP_CA_FILE && { ca: readFileSync(LDAP_CA_FILE, 'utf8') }),
    serviceUser: LDAP_BIND_USER,
    servicePassword: LDAP_BIND_PASSWORD,
    baseDn: LDAP_BASE_DN,
    upnSuffix: LDAP_UPN_SUFFIX,
    ...(LDAP_NETBIOS_DOMAIN && { netbiosDomain: LDAP_NETBIOS_DOMAIN }),
  });
  return directory;
}
