import { describe, expect, it } from 'vitest';
import { isTimeZone } from '@/lib/timing/zone';
import { keptZone, keptZoneText } from './viewer-zone-cookie';

describe('the zone that a cookie keeps', () => {
  it.each([
    { zone: 'Europe/Berlin', chosen: true },
    { zone: 'America/Argentina/Buenos_Aires', chosen: false },
    { zone: 'Etc/GMT+5', chosen: true },
  ])('comes back as it was: %j', (zone) => {
    expect(keptZone(decodeURIComponent(keptZoneText(zone)), isTimeZone)).toEqual(zone);
  });

  it.each([undefined, '', 'browser:', 'Mars/Base', 'browser:Mars/Base', '<script>', '+01:00'])(
    'is none where the cookie holds %j',
    (text) => expect(keptZone(text, isTimeZone)).toBeNull(),
  );

  it('has nothing that would end a cookie', () => {
    expect(keptZoneText({ zone: 'A;b=c, d', chosen: true })).toMatch(/^[\w.%-]+$/);
  });
});
