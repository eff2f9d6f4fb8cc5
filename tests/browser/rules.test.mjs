// The rules of an organisation and a day: which layer counts, what it overrides, and where each comes from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barriers, on_page, settled } from './stage.mjs';

const role = 'organization_department';
const root_of = (page) => page.evaluate(() => fetch('/api/organizations/roots').then((answer) => answer.json()).then((list) => list.items[0]));

test('rules: an organisation and a date show the layers beneath each other, the one that counts marked', () => on_page(role, {}, async (page, { go }) => {
    await go('/system/rules?search=ORG-43');
    const row = page.getByRole('row').filter({ hasText: 'organization.term_shift_months_max' });
    await row.getByText('全国规则').first().waitFor();
    assert.equal(await row.getByRole('listitem').count(), 1);

    const { id, name } = await root_of(page);
    await go(`/system/rules?search=ORG-43&organization=${id}&date=2024-12-31`);
    await page.getByText(name, { exact: true }).first().waitFor();
    await row.getByText('被下级另定').waitFor();
    assert.deepEqual(await row.getByRole('listitem').evaluateAll((items) => items.map((item) => item.className)), ['overridden', 'counts', 'to_come']);
    assert.match(await row.getByRole('cell').nth(2).innerText(), /^9$/);
    await page.reload();
    await settled(page);
    await row.getByText('尚未生效').waitFor();
    await barriers(page);
}));

test('rules: only what a lower layer says, and the versions that the program has run with', () => on_page(role, {}, async (page, { go }) => {
    await go('/system/rules');
    const { id } = await root_of(page);
    await go(`/system/rules?organization=${id}`);
    await settled(page);
    const rows = page.locator('main table tbody tr');
    const all = await rows.count();
    await page.getByLabel('只看下级另有规定的').check();
    await page.waitForURL(/differs=1/);
    await settled(page);
    assert.ok(await rows.count() < all / 2, 'the others are gone');
    await page.getByText('规则包版本').click();
    await page.getByRole('region', { name: '规则包版本' }).getByText('national', { exact: true }).waitFor();
}));
