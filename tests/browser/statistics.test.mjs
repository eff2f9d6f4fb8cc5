// Statistics: dimensions to rows, columns and filters; every count opens the people that it counts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barriers, on_page, settled } from './stage.mjs';

const role = 'organization_department';
const number = (text) => Number(text.replace(/[^\d]/g, ''));

/// How many the list of members has for the filters of its address.
const listed = (page) => page.evaluate(async () => {
    const address = new URLSearchParams(location.search);
    const query = new URLSearchParams({ within: address.get('in'), count: 'true', limit: '1' });
    for (const [name, value] of address)
        if (name !== 'in') for (const one of value.split(',')) query.append(name, one === 'yes' ? 'true' : one === 'no' ? 'false' : one);
    return (await fetch(`/api/members?${query}`).then((answer) => answer.json())).total;
});

test('analysis: a count leads to as many members', () => on_page(role, {}, async (page, { go }) => {
    await go('/analysis');
    const main = page.getByRole('main');
    await main.locator('tbody a').first().waitFor();
    for (const at of [0, 4, 10]) {
        const link = main.locator('tbody a').nth(at);
        const count = number(await link.textContent());
        assert.ok(count > 0);
        await link.click();
        await page.waitForURL(/\/members\?/);
        await settled(page);
        assert.equal(await listed(page), count);
        await page.goBack();
        await main.locator('tbody a').first().waitFor();
    }
    assert.deepEqual(await barriers(page), []);
}));

test('analysis: rows, columns and filters stand in the address', () => on_page(role, {}, async (page, { go }) => {
    await go('/analysis?rows=education_group&columns=sex&filter=occupation_group:farmer');
    const main = page.getByRole('main');
    await main.locator('tbody a').first().waitFor();
    const whole = number(await main.locator('tr.total td').last().textContent());
    await main.getByLabel('加到行').selectOption({ label: '下级党组织' });
    await page.waitForURL(/child/);
    await main.getByRole('columnheader', { name: '下级党组织' }).waitFor();
    assert.equal(number(await main.locator('tr.total td').last().textContent()), whole);
    await main.getByRole('button', { name: '移除职业' }).click();
    await page.waitForFunction((before) => Number(document.querySelector('main tr.total td:last-child').textContent.replace(/[^\d]/g, '')) > before, whole);
}));

test('analysis: who may not see members gets no small counts [STAT-10]', () => on_page('member', {}, async (page, { go }) => {
    await go('/analysis');
    await page.getByText('较小的人数不予显示').waitFor();
    assert.equal(await page.getByRole('main').locator('tbody a').count(), 0);
}));

test('bulletin: the table of a past year is made and opens its people', () => on_page(role, {}, async (page, { go }) => {
    await go('/bulletin?year=2023');
    const main = page.getByRole('main');
    await main.getByRole('heading', { name: '职业', exact: true }).waitFor({ timeout: 30_000 });
    await main.getByText('比上年末净增').waitFor();
    const link = main.getByRole('row', { name: /女党员/ }).first().locator('a');
    const count = number(await link.textContent());
    await link.click();
    await page.waitForURL(/\/members\?/);
    await settled(page);
    assert.equal(await listed(page), count);
}));
