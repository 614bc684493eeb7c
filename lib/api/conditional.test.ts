import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCalendar } from '@/lib/calendars/commands';
import { apiBy, tokenOf } from '@/lib/local/test-api';
import { makeTeam } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct({ env: { ROTA_API_RATE: '1000' } });
});
afterAll(() => product?.stop());

const file = (n: number) => {
  const event = [
    'BEGIN:VEVENT',
    `UID:${n}`,
    `DTSTART;VALUE=DATE:2099050${n}`,
    `SUMMARY:Day ${n}`,
    'END:VEVENT',
  ];
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', ...event, 'END:VCALENDAR', ''];
  return { text: lines.join('\r\n'), replace: false };
};

it('Imports into a calendar that are sent at once are all made, where they name no version', async () => {
  const boss = contextOf('administrator');
  const { id } = await createCalendar(boss, { name: 'Holidays', teamId: await makeTeam(), dates: [] });
  const api = apiBy(await tokenOf('administrator'));
  const send = (n: number) => api('POST', `/calendars/${id}/import`, file(n));
  const answers = await Promise.all([1, 2, 3, 4].map(send));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect((await api('GET', `/calendars/${id}`)).body).toMatchObject({ version: 5, dates: [{}, {}, {}, {}] });
});
