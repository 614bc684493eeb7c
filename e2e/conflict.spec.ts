import type { Page } from '@playwright/test';
import { box, makeSchedule, unique } from './schedules';
import { expect, rows, signIn, signInByHand, test } from './support';

test.use({ actionTimeout: 10_000 });

const storedOf = async (id: string) =>
  (
    await rows<{ owner: string; description: string; generation: number }>(
      'SELECT owner, description, generation FROM schedule WHERE id = $1',
      [id],
    )
  )[0];

/** Both open the same schedule to edit it; Emil saves first, Ada is told. @returns Ada's page and the id */
async function collide(page: Page, emil: Page, name: string, id: string): Promise<void> {
  await signIn(page, 'admin', `/schedules/${id}/edit`);
  await signIn(emil, 'editor', `/schedules/${id}/edit`);
  await expect(box(page, 'Name')).toHaveValue(name);
  await box(emil, 'Description').fill('As Emil has it');
  await emil.getByRole('button', { name: 'Review', exact: true }).click();
  await emil.getByRole('button', { name: 'Save changes' }).click();
  await emil.waitForURL(`**/schedules/${id}`);

  await box(page, 'Owner').fill('Ada herself');
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await page.getByRole('button', { name: 'Save changes' }).click();
  const told = page.getByRole('region', {
    name: 'Emil Novak changed this schedule while you were editing it',
  });
  await expect(told.getByRole('heading', { level: 2 })).toBeFocused();
  await expect(told).toContainText('Description');
  await expect(told).toContainText('After: As Emil has it');
  expect(await storedOf(id)).toEqual({ owner: 'Tests', description: 'As Emil has it', generation: 2 });
}

test('the second of two editors is told what the first changed, and may save over it', async ({
  page,
  browser,
  request,
}) => {
  const name = unique('Edited twice');
  await signInByHand(request, 'editor');
  const id = await makeSchedule(request, name);
  const emil = await (await browser.newContext()).newPage();
  await collide(page, emil, name, id);

  await page.getByRole('button', { name: 'Save mine over it' }).click();
  const changes = page.getByRole('region', { name: 'What changes of Emil Novak’s version' });
  await expect(changes).toContainText('After: Ada herself');
  await expect(changes).toContainText('Before: As Emil has it');
  await page.getByRole('button', { name: 'Save mine over it' }).click();
  await page.waitForURL(`**/schedules/${id}`);
  await expect(page.getByText(/^Live in AWS, checked/)).toBeVisible();
  expect(await storedOf(id)).toEqual({ owner: 'Ada herself', description: '', generation: 3 });

  const kept = await rows<{ body: string }>(
    `SELECT body FROM schedule_audit WHERE schedule_id = $1 AND action = 'schedule.update' ORDER BY seq`,
    [id],
  );
  expect(kept).toHaveLength(2);
  expect(kept[0]?.body).toContain('As Emil has it');
  expect(kept[1]?.body).toContain('As Emil has it');
  await emil.context().close();
});

test('or takes the version of the first and goes on from there', async ({ page, browser, request }) => {
  const name = unique('Edited in turn');
  await signInByHand(request, 'editor');
  const id = await makeSchedule(request, name);
  const emil = await (await browser.newContext()).newPage();
  await collide(page, emil, name, id);

  await page.getByRole('button', { name: 'Take theirs' }).click();
  await expect(box(page, 'Description')).toHaveValue('As Emil has it');
  await expect(box(page, 'Owner')).toHaveValue('Tests');
  await box(page, 'Owner').fill('Ada and Emil');
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.waitForURL(`**/schedules/${id}`);
  expect(await storedOf(id)).toEqual({
    owner: 'Ada and Emil',
    description: 'As Emil has it',
    generation: 3,
  });
  await emil.context().close();
});
