// The work on organisations: finding them, founding, renaming, moving them, and what a past date shows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barriers, on_page, phone, settled } from './stage.mjs';

const role = 'organization_department';
const mark = Date.now().toString(36);
const today = new Date().toISOString().slice(0, 10);

async function open_first_committee(page, go) {
    await go('/organizations');
    const row = page.getByRole('main').locator('[role=treeitem][aria-level="2"]').first();
    await row.waitFor();
    await row.dblclick();
    await page.waitForURL(/\/organizations\/\d+/);
    await settled(page);
    return /\/organizations\/(\d+)/.exec(page.url())[1];
}

test('tree: walked, opened and chosen by the keyboard alone', () => on_page(role, {}, async (page, { go }) => {
    await go('/organizations');
    const tree = page.getByRole('main').getByRole('tree');
    await tree.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    const active = () => tree.evaluate((element) => document.getElementById(element.getAttribute('aria-activedescendant'))?.textContent);
    const second = await active();
    await page.keyboard.press('ArrowRight');
    await settled(page);
    await page.keyboard.press('ArrowRight');
    assert.notEqual(await active(), second, 'right arrow enters the children');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await active(), second, 'left arrow goes back to the parent');
    await page.keyboard.press('Space');
    await settled(page);
    assert.match(page.url(), /[?&]at=\d+/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/organizations\/\d+/);
}));

test('search: Ctrl-K finds by name, arrows choose, Enter opens', () => on_page(role, {}, async (page, { go }) => {
    await go('/');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('社区');
    await page.getByRole('banner').getByRole('option').first().waitFor();
    const first = await page.getByRole('banner').getByRole('option').first().locator('.name').textContent();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/organizations\/\d+/);
    await page.getByRole('heading', { level: 1, name: first }).waitFor();
}));

test('founding: opens filled, keeps its draft over a reload, names the wrong field, and shows the new organisation', () => on_page(role, {}, async (page, { go }) => {
    const parent = await open_first_committee(page, go);
    await page.getByRole('link', { name: '新建下级组织' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('全称').fill(`中共测试${mark}支部委员会`);
    await page.waitForTimeout(400);
    page.once('dialog', (dialog) => dialog.accept());
    await page.reload();
    await form.getByText('已恢复上次没有提交的草稿').waitFor();
    assert.equal(await form.getByLabel('全称').inputValue(), `中共测试${mark}支部委员会`);
    assert.deepEqual(await barriers(page), []);
    await form.getByRole('button', { name: '新建下级组织' }).click();
    await form.getByRole('alert').waitFor();
    await form.getByLabel('类型').selectOption({ label: '党支部' });
    await form.getByLabel('批准文号').fill('测组〔2026〕1号');
    await form.getByLabel('事由').fill('浏览器测试');
    await form.getByLabel(/^党员数/).fill('12');
    await form.getByLabel(/^正式党员数/).fill('10');
    await form.getByRole('button', { name: '新建下级组织' }).click();
    await page.getByRole('heading', { level: 1, name: `中共测试${mark}支部委员会` }).waitFor();
    assert.notEqual(/\/organizations\/(\d+)/.exec(page.url())[1], parent);
    await page.getByRole('complementary', { name: '变动记录' }).getByText('成立').waitFor();
}));

test('a form with changes asks before it is left', () => on_page(role, {}, async (page, { go }) => {
    const id = await open_first_committee(page, go);
    await go(`/organizations/${id}/do/rename`);
    const form = page.getByRole('dialog');
    await form.getByLabel('简称').fill('别的简称');
    let asked = '';
    page.once('dialog', (dialog) => { asked = dialog.message(); void dialog.dismiss(); });
    await page.keyboard.press('Escape');
    await page.waitForTimeout(300);
    assert.match(asked, /确定离开吗/);
    assert.ok(await form.isVisible(), 'the form stays');
    page.once('dialog', (dialog) => dialog.accept());
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
}));

test('renaming: the new name today, the old name on a past date', () => on_page(role, {}, async (page, { go }) => {
    await go('/organizations');
    await page.keyboard.press('Control+k');
    await page.keyboard.type(`测试${mark}`);
    await page.getByRole('banner').getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: `中共测试${mark}支部委员会` }).waitFor();
    await page.getByRole('button', { name: '办理事项' }).click();
    await page.getByRole('menuitem', { name: '更名', exact: true }).click();
    const form = page.getByRole('dialog');
    assert.equal(await form.getByLabel('全称').inputValue(), `中共测试${mark}支部委员会`, 'opens filled');
    await form.getByLabel('全称').fill(`中共试行${mark}支部委员会`);
    await form.getByLabel('批准文号').fill('测组〔2026〕2号');
    await form.getByLabel('事由').fill('浏览器测试');
    await form.getByRole('button', { name: '更名' }).click();
    await page.getByRole('heading', { level: 1, name: `中共试行${mark}支部委员会` }).waitFor();
    await page.getByRole('complementary', { name: '变动记录' }).getByText('更名').first().waitFor();
}));

test('a date in view: is carried along, said on the page, and taken back', () => on_page(role, {}, async (page, { go }) => {
    await go('/organizations?as_of=2020-06-30');
    await page.getByText('正在查看 2020年6月30日 的情况').waitFor();
    await page.getByRole('link', { name: '两个覆盖' }).click();
    await page.waitForURL(/as_of=2020-06-30/);
    await page.getByRole('button', { name: '回到今天' }).click();
    await page.waitForURL((url) => !url.search.includes('as_of'));
}));

test('two dates compared: opening + founded + moved in − dissolved − moved out = closing', () => on_page(role, {}, async (page, { go }) => {
    const id = await open_first_committee(page, go);
    await go(`/organizations/${id}/compare?from=2010-12-31&to=${today}`);
    const numbers = (await page.locator('dl.sums dd').allTextContents()).map((text) => Number(text.replaceAll(',', '')));
    assert.equal(numbers.length, 6);
    const [opening, founded, moved_in, dissolved, moved_out, closing] = numbers;
    assert.equal(opening + founded + moved_in - dissolved - moved_out, closing);
    assert.deepEqual(await barriers(page), []);
}));

test('organisation page: tabs by arrow keys, history on the right, no serious barrier', () => on_page(role, {}, async (page, { go }) => {
    await open_first_committee(page, go);
    await page.getByRole('tab', { name: /下级组织/ }).focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.getByRole('tab', { selected: true }).textContent().then((text) => text.replace(/\d+/, '')), '领导班子');
    await page.getByRole('complementary', { name: '变动记录' }).waitFor();
    assert.deepEqual(await barriers(page), []);
}));

test('home: what is to be done stands first, and its button leads to the form that does it', () => on_page(role, {}, async (page, { go }) => {
    await go('/');
    const overdue = page.getByRole('main').locator('li.item').filter({ hasText: '还没有换届' });
    await overdue.first().getByRole('link').click();
    await page.waitForURL(/\/organizations\/\d+/);
    await settled(page);
}));

test('phone: my organisation, its children and its history', () => on_page('committee_organizer', { size: phone }, async (page, { go }) => {
    await go('/');
    await page.waitForURL(/\/m$/);
    await page.getByRole('navigation').getByText('支部').click();
    await page.waitForURL(/\/m\/branch/);
    await page.getByRole('treeitem').nth(1).click();
    await page.waitForURL(/\/m\/organizations\/\d+/);
    await settled(page);
    await page.getByRole('heading', { name: '变动记录' }).waitFor();
    assert.deepEqual(await barriers(page), []);
}));

test('phone: large type and the switch to the desk version', () => on_page('committee_organizer', { size: phone }, async (page, { go }) => {
    await go('/m/me');
    await page.getByRole('switch', { name: '大字显示' }).click();
    await page.waitForFunction(() => getComputedStyle(document.documentElement).fontSize === '20px');
    await page.getByRole('button', { name: '换成电脑版' }).click();
    await page.getByRole('navigation', { name: '主导航' }).getByText('组织树').waitFor();
    await go('/');
    assert.doesNotMatch(page.url(), /\/m/);
}));
