// How a person works a page: with a mouse or finger, or with the keyboard alone. A journey says what, these say how.
import assert from 'node:assert/strict';

export const mouse = {
  name: 'mouse',
  press: (locator) => locator.click(),
  fill: (locator, text) => locator.fill(text),
  check: (locator) => locator.check(),
  uncheck: (locator) => locator.uncheck(),
  select: (locator, label) => locator.selectOption({label}),
};

const MOST_STOPS = 300;

/** Whether Shift+Tab is the shorter way; runs in the page. */
function isBehind(wanted) {
  const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter((element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility());
  const here = stops.filter((stop) => document.activeElement.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_PRECEDING).length;
  return (stops.indexOf(wanted) - here + stops.length) % stops.length > stops.length / 2;
}

/** Tab, or Shift+Tab, until the element has the focus; a person must see that it has. */
async function reach(locator) {
  await locator.waitFor({state: 'attached'});
  const page = locator.page();
  const here = () => locator.evaluate((wanted) => {
    const active = document.activeElement;
    // Of a group of radio buttons only the chosen one, or the first, is a stop.
    return active === wanted || (wanted.type === 'radio' && active?.type === 'radio' && active.name === wanted.name && active.form === wanted.form);
  });
  const key = (await locator.evaluate(isBehind)) ? 'Shift+Tab' : 'Tab';
  for (let stops = 0; !(await here()); stops += 1) {
    if (stops > MOST_STOPS) throw new Error(`the keyboard does not reach ${locator}`);
    await page.keyboard.press(key);
  }
  const seen = await page.evaluate(() => {
    const active = document.activeElement;
    const outlined = (element) => {
      const style = getComputedStyle(element);
      return style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0;
    };
    const shows = (element) => element && (outlined(element) || getComputedStyle(element).boxShadow !== 'none');
    // A card of which all leads to one page shows it as a whole; a card has its shadow always.
    const around = (element) => element && (outlined(element) || around(element.parentElement));
    return shows(active) || shows(active.closest('label')) || shows(active.nextElementSibling) || around(active.parentElement);
  });
  assert.ok(seen, `nobody sees that ${locator} has the focus`);
}

const isTicked = (locator) => locator.evaluate((element) => element.checked === true);

export const keyboard = {
  name: 'keyboard',
  async press(locator) {
    await reach(locator);
    await locator.page().keyboard.press('Enter');
  },
  async fill(locator, text) {
    await reach(locator);
    const keys = locator.page().keyboard;
    // A date or time field is typed part by part; its value is what counts.
    if (await locator.evaluate((element) => ['date', 'time', 'datetime-local'].includes(element.type))) return locator.fill(text);
    await keys.press('Control+A');
    await keys.press('Delete');
    await keys.insertText(text);
    return undefined;
  },
  async check(locator) {
    await reach(locator);
    const keys = locator.page().keyboard;
    const count = await locator.evaluate((element) => (element.type === 'radio' ? document.querySelectorAll(`input[type=radio][name="${CSS.escape(element.name)}"]`).length : 1));
    if (!(await isTicked(locator))) await keys.press('Space');
    for (let step = 0; step < count && !(await isTicked(locator)); step += 1) await keys.press('ArrowDown');
    assert.ok(await isTicked(locator), `the keyboard does not tick ${locator}`);
  },
  async uncheck(locator) {
    await reach(locator);
    if (await isTicked(locator)) await locator.page().keyboard.press('Space');
    assert.ok(!(await isTicked(locator)), `the keyboard does not untick ${locator}`);
  },
  async select(locator, label) {
    await reach(locator);
    const steps = await locator.evaluate((element, wanted) => [...element.options].findIndex((option) => option.label === wanted) - element.selectedIndex, label);
    for (let step = 0; step < Math.abs(steps); step += 1) await locator.page().keyboard.press(steps > 0 ? 'ArrowDown' : 'ArrowUp');
    assert.equal(await locator.evaluate((element) => element.selectedOptions[0]?.label), label);
  },
};
