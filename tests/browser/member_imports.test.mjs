// Members from a table: a column explained once, a dry run with its findings, storing the good rows, undo.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { id_number } from './made_up.mjs';
import { barriers, on_page, settled } from './stage.mjs';

const role = 'organization_department';
const mark = Date.now().toString(36);

test('members: import of a table, with a column that is explained once', () => on_page(role, {}, async (page, { go }) => {
    await go('/');
    // The name of some branch, from the tree itself.
    const branch = await page.evaluate(async () => {
        const found = await (await fetch('/api/organizations/search?q=' + encodeURIComponent('党支部') + '&type=branch&limit=1')).json();
        return found.items?.[0]?.code || found.items?.[0]?.name;
    });
    assert.ok(branch, 'the demo world has a branch');
    await go('/members/import');
    // Old enough to have joined on the day in the table.
    const birth = `19${50 + (Date.now() % 30)}0${1 + (Date.now() % 9)}1${Date.now() % 9}`;
    const title = `组织关系起始${mark}`;
    const csv = `姓名,身份证号,人员类别,所在党支部,${title},转正日期\n甲某,${id_number('999999', birth, Date.now() % 1000)},正式党员,${branch},2000-07-01,2001-07-01\n乙某,110105194912310021,正式党员,${branch},2000-07-01,2001-07-01\n`;
    const choose = () => page.locator('input[type=file]').setInputFiles({ name: '党员.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${csv}`) });
    await choose();
    await page.getByText('缺少必须有的列：加入党组织日期').waitFor();
    await page.getByLabel(`“${title}”的含义`).selectOption('joined_on');
    await page.getByText('缺少必须有的列').waitFor({ state: 'detached' });
    await page.getByLabel('对的先存，不对的退回').check();
    assert.deepEqual(await barriers(page), []);
    await page.getByRole('button', { name: '先检查，不存入' }).click();
    await page.getByText('检查结果（没有存入）').waitFor();
    const sums = async () => (await page.locator('.outcome dd').allTextContents()).map((text) => Number(text.replaceAll(',', '')));
    assert.deepEqual(await sums(), [1, 1, 2]);
    assert.match(await page.locator('.outcome').textContent(), /公民身份|身份证/);
    await page.getByRole('button', { name: /^存入 \d+ 行$/ }).click();
    await page.getByRole('heading', { name: '导入结果' }).waitFor();
    assert.deepEqual(await sums(), [1, 1, 2]);
    await settled(page);
    await page.getByRole('button', { name: /撤销这次导入/ }).first().click();
    await page.getByRole('button', { name: '撤销这次导入', exact: true }).first().click();
    await page.getByText(/已撤销/).first().waitFor();
    // What was explained is remembered.
    await go('/members/import');
    await choose();
    await page.getByText('记住的').waitFor({ state: 'attached' });
    assert.equal(await page.getByText('缺少必须有的列').count(), 0);
}));
