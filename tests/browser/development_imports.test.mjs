// Cases of development from the spreadsheet of dates that a committee has kept: the template, a dry run with what is wrong
// at which cell, storing the good rows, the case where it stands, the report, undo.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { id_number } from './made_up.mjs';
import { barriers, on_page, settled } from './stage.mjs';

const role = 'organization_department';
const applied = new Date(Date.now() + 8 * 3_600_000 - 800 * 86_400_000);
const day_of = (offset) => new Date(applied.getTime() + offset * 86_400_000).toISOString().slice(0, 10);
const mark = Date.now() % 900;

const api = (page, path) => page.evaluate((address) => fetch(address).then((answer) => answer.json()), path);

test('development: cases in progress come from a spreadsheet of dates, checked by the rules of each day', () => on_page(role, {}, async (page, { go }) => {
    await go('/development');
    const [{ branch }] = (await api(page, '/api/development/applicants?step=archive')).items;
    const { code } = await api(page, `/api/organizations/${branch.id}`);
    await page.getByRole('link', { name: '导入发展台账' }).click();
    await page.waitForURL(/development\/import/);
    await settled(page);
    assert.deepEqual(await barriers(page), []);
    const template = await page.evaluate(async () => {
        const answer = await fetch(document.querySelector('a[download]').href);
        return { status: answer.status, size: (await answer.arrayBuffer()).byteLength };
    });
    assert.equal(template.status, 200);
    assert.ok(template.size > 5_000);

    const titles = '姓名,身份证号码,民族,所在支部,递交入党申请书时间,派人谈话时间,确定为入党积极分子时间,积极分子备案时间,指定培养联系人时间,6.培养教育考察：历次记一次考察的日期';
    const row = (name, sequence, talk, rest) => `${name},${id_number('999995', '19960506', sequence)},回族,${code || branch.name},${day_of(0)},${talk},${rest}`;
    const csv = [titles,
        row('马导甲', mark, day_of(20), `${day_of(100)},${day_of(105)},${day_of(110)},${day_of(270)}、${day_of(440)}`),
        row('马导乙', mark + 1, day_of(20), ',,,'),
        row('马导丙', mark + 2, day_of(60), ',,,'),
        row('马导丁', mark + 3, day_of(20), `${day_of(10)},,,`),
        row('马导戊', mark + 4, '', `${day_of(100)},,,`)].join('\n');
    await page.locator('input[type=file]').setInputFiles({ name: '发展党员台账.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${csv}\n`) });
    await page.getByText('10 列认出 10 列，共 5 行').waitFor();
    assert.equal(await page.getByLabel('生效日期').count(), 0, 'each step has a day of its own');
    await page.getByLabel('对的先存，不对的退回').check();
    await page.getByRole('button', { name: '先检查，不存入' }).click();
    await page.getByText('检查结果（没有存入）').waitFor();
    const sums = async () => (await page.locator('.outcome dd').allTextContents()).map((text) => Number(text.replaceAll(',', '')));
    assert.deepEqual(await sums(), [2, 3, 5]);
    const said = await page.locator('.outcome').textContent();
    for (const one of ['已过期限', 'DEV-01', '日期', 'DEV-22', '不能跳过']) assert.ok(said.includes(one), `${one} in ${said}`);
    assert.deepEqual(await barriers(page), []);
    await page.getByRole('button', { name: /^存入 2 行$/ }).click();
    await page.getByRole('heading', { name: '导入结果' }).waitFor();
    assert.deepEqual(await sums(), [2, 3, 5]);
    await settled(page);

    const found = (await api(page, `/api/development/applicants?q=${encodeURIComponent('马导甲')}`)).items;
    assert.equal(found.length, 1);
    assert.equal(found[0].step, 'cultivate');
    const { steps } = await api(page, `/api/cases/${found[0].case_id}`);
    assert.deepEqual(steps.map((step) => step.day), [0, 20, 100, 105, 110, 270, 440].map(day_of));
    assert.ok(steps.every((step) => step.from_paper));

    await page.getByRole('button', { name: /撤销这次导入/ }).first().click();
    await page.getByRole('button', { name: '撤销这次导入', exact: true }).first().click();
    await page.getByText(/已撤销/).first().waitFor();
    assert.equal((await api(page, `/api/development/applicants?q=${encodeURIComponent('马导甲')}`)).items.length, 0);
}));

test('development: a branch secretary has no import of cases', () => on_page('branch_secretary', {}, async (page, { go }) => {
    await go('/development');
    assert.equal(await page.getByRole('link', { name: '导入发展台账' }).count(), 0);
    const answer = await page.evaluate(() => fetch('/api/development/import/template').then((one) => one.status));
    assert.equal(answer, 403);
}));
