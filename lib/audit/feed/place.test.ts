import { expect, it } from 'vitest';
import { syslogPlace } from './place';

it.each([
  ['tls://siem.example.com:6514', { tls: true, host: 'siem.example.com', port: 6514 }],
  ['tcp://10.0.0.7:601', { tls: false, host: '10.0.0.7', port: 601 }],
  ['TLS://[2001:db8::1]:6514', { tls: true, host: '2001:db8::1', port: 6514 }],
])('%s is an address', (text, place) => expect(syslogPlace(text)).toEqual(place));

it.each([
  'siem.example.com:6514',
  'tls://siem.example.com',
  'udp://siem.example.com:514',
  'tls://siem.example.com:0',
  'tls://siem.example.com:65536',
  'tls://siem.example.com:6514/path',
  'tls://user:secret@siem.example.com:6514',
  'tls://:6514',
])('%s is none', (text) => expect(syslogPlace(text)).toBeNull());
