// Organisations and units in the analysis: what is counted is chosen, and a count leads to the list of what is behind it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barriers, on_page, settled } from './stage.mjs';

const role = 'organization_department';
const number = (text) => Number(text.replace(/[^\d]/g, ''));

test('analysis: units by coverage lead to the units themselves', () => on_page(role, {}, async (page, { go }) => {
    await go('/analysis');
    await page.getByRole('button', { name: '单位', exact: true }).click();
    await page.waitForURL(/of=units/);
    const main = page.getByRole('main');
    await main.getByText('未覆盖').first().waitFor();
    await settled(page);
    assert.deepEqual(await barriers(page), []);
    const link = main.locator('tbody a').last();
    const count = number(await link.textContent());
    assert.ok(count > 0);
    await link.click();
    await page.waitForURL(/\/analysis\/list\?/);
    await main.locator('tbody a').first().waitFor();
    await settled(page);
    assert.deepEqual(await barriers(page), []);
    const foot = number(await page.locator('.table-card .foot').textContent());
    assert.equal(foot, Math.min(count, foot));
    if (count <= 50) assert.equal(foot, count);
    await main.locator('tbody a').first().click();
    await page.waitForURL(/\/units\/\d+/);
}));

test('analysis: organisations are counted by type, and their sizes are those of their members', () => on_page(role, {}, async (page, { go }) => {
    await go('/analysis?of=organizations&rows=size_band&columns=type_group');
    const main = page.getByRole('main');
    await main.getByRole('columnheader', { name: '党支部' }).waitFor();
    assert.match(await main.locator('.card.table table').first().innerText(), /3 至 6 人|7 至 19 人|20 至 49 人/);
    assert.deepEqual(await barriers(page), []);
}));
