/**
 * For tests: what releases of the IANA database changed, so that the runtime's and the system's can be compared
 * while they are not the same. From the database's own NEWS, https://data.iana.org/time-zones/tzdb/NEWS.
 */
export type ReleaseChange = {
  /** The first release with the change. */
  release: string;
  zones: readonly string[];
  /** Where clocks differ between a release with it and one without, in UTC; without `to`, for good. */
  from: string;
  to?: string;
  what: string;
};

/** The oldest release that the list below can be compared with. */
export const OLDEST_RELEASE = '2025b';

export const RELEASE_CHANGES: readonly ReleaseChange[] = [
  {
    release: '2025c',
    zones: ['America/Tijuana'],
    from: '1970-01-01',
    to: '1976-01-01',
    what: 'Baja California kept daylight saving time in the years 1961 to 1975, as California did',
  },
  {
    release: '2026b',
    zones: ['America/Vancouver'],
    from: '2026-11-01',
    what: 'British Columbia stays at -07, and does not go back in November 2026',
  },
  {
    release: '2026b',
    zones: ['Europe/Chisinau'],
    from: '2022-03-27',
    what: 'Moldova has changed its clocks at 01:00 UTC, as the European Union does, since 2022',
  },
  {
    release: '2026c',
    zones: ['America/Edmonton'],
    from: '2026-11-01',
    what: 'Alberta stays at -06, and does not go back in November 2026',
  },
  {
    release: '2026c',
    zones: ['Africa/Casablanca', 'Africa/El_Aaiun'],
    from: '2026-09-20',
    what: 'Morocco is at +00 for good, without Ramadan',
  },
  {
    release: '2026d',
    zones: ['America/Inuvik'],
    from: '2026-11-01',
    what: 'the Northwest Territories stay at -06, and do not go back in November 2026',
  },
  {
    release: '2026d',
    zones: ['America/Bogota'],
    from: '1992-05-02',
    to: '1992-05-04',
    what: "Colombia's clocks went forward in 1992 at the beginning of 2 May, not at its end",
  },
  {
    release: '2026d',
    zones: ['Asia/Tehran'],
    from: '1979-05-25',
    to: '1979-05-27',
    what: "Iran's clocks went forward in 1979 at the beginning of 26 May, not at its end",
  },
  {
    release: '2026e',
    zones: ['America/Winnipeg'],
    from: '2026-11-01',
    what: 'Manitoba stays at -05, and does not go back in November 2026',
  },
  {
    release: '2026f',
    zones: ['America/Havana'],
    from: '2026-11-01',
    to: '2027-11-08',
    what: 'Cuba does not go back in November 2026, and stays at -04 until November 2027',
  },
];
