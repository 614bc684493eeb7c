import type { TEAMS } from './examples';

type ExampleCalendar = {
  name: string;
  /** Null for all teams. */
  team: (typeof TEAMS)[number] | null;
  dates: { first: string; last: string; label: string }[];
};

/** https://www.gov.uk/bank-holidays, England and Wales */
const BANK_HOLIDAYS = [
  ['2026-12-25', 'Christmas Day'],
  ['2026-12-28', 'Boxing Day'],
  ['2027-01-01', 'New Year’s Day'],
  ['2027-03-26', 'Good Friday'],
  ['2027-03-29', 'Easter Monday'],
  ['2027-05-03', 'Early May bank holiday'],
  ['2027-05-31', 'Spring bank holiday'],
  ['2027-08-30', 'Summer bank holiday'],
  ['2027-12-27', 'Christmas Day'],
  ['2027-12-28', 'Boxing Day'],
  ['2028-01-03', 'New Year’s Day'],
  ['2028-04-14', 'Good Friday'],
  ['2028-04-17', 'Easter Monday'],
  ['2028-05-01', 'Early May bank holiday'],
  ['2028-05-29', 'Spring bank holiday'],
  ['2028-08-28', 'Summer bank holiday'],
  ['2028-12-25', 'Christmas Day'],
  ['2028-12-26', 'Boxing Day'],
] as const;

/** Bank holidays for all, and a freeze of one team over the end of a year. */
export const exampleCalendars = (year: number): ExampleCalendar[] => [
  {
    name: 'England bank holidays',
    team: null,
    dates: BANK_HOLIDAYS.map(([day, label]) => ({ first: day, last: day, label })),
  },
  {
    name: 'Year-end freeze',
    team: 'Finance',
    dates: [{ first: `${year}-12-18`, last: `${year + 1}-01-04`, label: 'No changes of the ledger' }],
  },
];
