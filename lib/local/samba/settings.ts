import path from 'node:path';

/** What one controller's smb.conf says. */
export interface ControllerSettings {
  folder: string;
  /** Loopback address; the ports are fixed, so each controller needs one of its own. */
  address: string;
  /** e.g. corp.example.test */
  domain: string;
  /** e.g. CORP */
  netbios: string;
}

export const configFile = (folder: string) => path.join(folder, 'etc', 'smb.conf');

/**
 * The text of an smb.conf for an LDAP server that keeps everything in its folder. See `man smb.conf`.
 */
export function smbConf({ folder, address, domain, netbios }: ControllerSettings): string {
  const inside = (...names: string[]) => path.join(folder, ...names);
  const settings: Record<string, string> = {
    'netbios name': 'DC1',
    workgroup: netbios,
    realm: domain.toUpperCase(),
    'server role': 'active directory domain controller',
    'server services': 'ldap',
    // A /32 binds nothing, and says nothing.
    interfaces: `${address}/8`,
    'bind interfaces only': 'yes',
    'private dir': inside('private'),
    'state directory': inside('state'),
    'cache directory': inside('cache'),
    'lock directory': folder,
    'pid directory': inside('run'),
    'ncalrpc dir': inside('run', 'ncalrpc'),
    'binddns dir': inside('bind-dns'),
    'ntp signd socket directory': inside('run', 'ntp_signd'),
    'winbindd socket directory': inside('run', 'winbindd'),
    'log file': inside('log.samba'),
    'tls enabled': 'yes',
    'tls keyfile': inside('tls', 'server.key'),
    'tls certfile': inside('tls', 'server.pem'),
    'tls cafile': inside('tls', 'ca.pem'),
    'ldap server require strong auth': 'yes',
    // The old password works for an hour after a change by default, as in Active Directory over NTLM.
    'old password allowed period': '0',
    // What a test writes need not outlive the machine.
    'ldb:nosync': 'yes',
  };
  const lines = Object.entries(settings).map(([name, value]) => `\t${name} = ${value}`);
  return `[global]\n${lines.join('\n')}\n`;
}
