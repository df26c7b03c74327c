// The staff's side: each at their own desk, pressing the one filled button of the case.
import type { Locator, Page } from 'playwright-core';
import { ready, type Person, type Town } from '#test/browser.ts';
import type { Photo } from './resident.ts';

/** Opens a desk's queue at this case, as a link from a colleague would. */
export async function openAt(person: Person, desk: string, number: string): Promise<void> {
  await person.page.goto(`${desk}${desk.includes('?') ? '&' : '?'}case=${number}`);
  await ready(person.page);
}

/** The form of a step as it stands on this page. */
export const stepForm = (page: Page, number: string, noun: string): Locator => page.locator(`form[action="/cases/${number}/${noun}"]`);

/** Sends the step's form by its button (which may stand outside of it) and waits for the page after it. Seven minutes pass. */
export async function send(town: Town, person: Person, number: string, noun: string): Promise<void> {
  const { page } = person;
  const form = stepForm(page, number, noun);
  await form.waitFor();
  const id = await form.getAttribute('id');
  const button = id ? page.locator(`button[form="${id}"], #${id} button:not([type=button])`).first() : form.locator('button:not([type=button])').last();
  const gone = page.waitForResponse((response) => response.request().method() === 'POST' && new URL(response.url()).pathname === `/cases/${number}/${noun}`);
  await button.click();
  const status = (await gone).status();
  if (status !== 303) throw new Error(`${noun} of ${number}: ${status} ${await page.locator('main').innerText()}`);
  await page.waitForLoadState();
  town.app.clock.advance(7);
}

/** From the filed report to the checked result: dispatch, signature, feedback with its photo, order, check on the officer's phone, closure. */
export async function handleAndCheck(town: Town, staff: { acceptor: Person; dispatcher: Person; handler: Person; officer: Person }, number: string, after: Photo, look: (person: Person) => Promise<void>): Promise<void> {
  const { acceptor, dispatcher, handler, officer } = staff;
  await openAt(dispatcher, '/desk/dispatch', number);
  await look(dispatcher);
  await send(town, dispatcher, number, 'dispatch');
  await openAt(handler, '/desk/handling', number);
  await send(town, handler, number, 'signature');
  await openAt(handler, '/desk/handling?tab=doing', number);
  await stepForm(handler.page, number, 'feedback').locator('[name=note]').fill('摊位已清走，人行道已冲洗');
  await stepForm(handler.page, number, 'feedback').locator('input[type=file]').setInputFiles(after);
  await look(handler);
  await send(town, handler, number, 'feedback');
  await openAt(acceptor, '/desk/checks?tab=handled', number);
  await send(town, acceptor, number, 'check-order');
  await officer.page.goto('/desk/field');
  await look(officer);
  await officer.page.goto(`/desk/field/${number}`);
  await stepForm(officer.page, number, 'check').locator('label', { hasText: /^通过|^Passed/ }).click();
  await look(officer);
  await send(town, officer, number, 'check');
  await openAt(acceptor, '/desk/checks?tab=checked', number);
  await stepForm(acceptor.page, number, 'closure').locator('[name=note]').fill('现场已恢复。');
  await look(acceptor);
  await send(town, acceptor, number, 'closure');
}
