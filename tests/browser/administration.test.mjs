// The three administrators, each at their own work [SEC-13], and one's own account.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { totp } from './people.mjs';
import { barriers, on_page, settled } from './stage.mjs';

const mark = Date.now().toString(36);
const username = `test.${mark}`;
const first = { password: '' };
const chosen = `Wk8-${mark}-plum`;

test('system administrator: creates an account and is shown its initial password once', () => on_page('system_administrator', {}, async (page, { go }) => {
    await go('/system/accounts');
    await page.getByRole('button', { name: '开通账号' }).click();
    const form = page.getByRole('dialog', { name: '开通账号' });
    await form.getByLabel('用户名').fill(username);
    await form.getByLabel('姓名或称谓').fill('测试人员');
    await form.getByRole('button', { name: '开通账号' }).click();
    first.password = (await form.locator('code').textContent()).trim();
    assert.ok(first.password.length >= 8);
    assert.deepEqual(await barriers(page), []);
    await form.getByRole('button', { name: '关闭' }).last().click();
    await page.getByLabel('按用户名或姓名查找').fill(username);
    await page.getByRole('cell', { name: username, exact: true }).waitFor();
}));

test('security administrator: gives a role on an organisation, and the three administrators stay apart', () => on_page('security_administrator', {}, async (page, { go }) => {
    await go('/system/grants');
    await page.getByLabel('按用户名或姓名查找').fill(username);
    await page.getByRole('button', { name: /^调整/ }).first().click();
    const panel = page.getByRole('dialog', { name: '账号' });
    await panel.getByRole('button', { name: '授予角色' }).click();
    await panel.getByLabel('角色', { exact: true }).selectOption({ label: '审计管理员' }).catch(async () => panel.getByLabel('角色', { exact: true }).selectOption({ index: 1 }));
    await panel.getByRole('button', { name: '授予角色' }).click();
    await settled(page);
    await panel.getByRole('button', { name: '授予角色' }).click();
    await panel.getByLabel('角色', { exact: true }).selectOption({ label: '系统管理员' });
    await panel.getByRole('button', { name: '授予角色' }).click();
    await panel.getByRole('alert').waitFor();
    assert.match(await panel.getByRole('alert').textContent(), /须由不同的人担任/);
}));

test('a new account: must choose its own password before anything else', () => on_page(null, {}, async (page, { go }) => {
    await go('/sign-in');
    await page.getByLabel('用户名').fill(username);
    await page.getByLabel('密码').fill(first.password);
    await page.getByRole('button', { name: '登录' }).click();
    await page.waitForURL(/\/change-password/);
    await go('/');
    assert.match(page.url(), /\/change-password/, 'no way round');
    await page.getByLabel('原密码').fill(first.password);
    await page.getByLabel('新密码', { exact: true }).fill(chosen);
    await page.getByLabel('再输一次新密码').fill(`${chosen}!`);
    await page.getByRole('button', { name: '修改密码' }).click();
    await page.getByText('两次输入的新密码不一样').waitFor();
    await page.getByLabel('再输一次新密码').fill(chosen);
    await page.getByRole('button', { name: '修改密码' }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/change-password'));
}));

test('auditor: verifies the chain, filters it, and opens a row', () => on_page('auditor', {}, async (page, { go }) => {
    await go('/system/audit');
    await page.getByRole('button', { name: '验证全部记录' }).click();
    await page.getByText(/已验证 [\d,]+ 条记录，前后相连/).waitFor();
    await page.getByRole('button', { name: /^详情/ }).first().click();
    const panel = page.getByRole('dialog');
    await panel.getByText('校验值').waitFor();
    assert.deepEqual(await barriers(page), []);
}));

test('settings: a number is changed within its rule, a wrong one refused at the field, and put back', () => on_page('system_administrator', {}, async (page, { go }) => {
    await go('/system/settings');
    const rows = page.locator('table.plain tbody tr');
    assert.ok((await rows.count()) > 0);
    await rows.first().getByRole('button', { name: /^修改/ }).click();
    await page.keyboard.press('Escape');
    assert.equal(await rows.first().locator('form').count(), 0, 'Escape leaves it as it was');
    const row = rows.filter({ hasText: 'platform.lockout.minutes' });
    const before = (await row.locator('td').nth(1).locator('.strong').textContent()).trim();
    const change = async (text) => {
        await row.getByRole('button', { name: /^修改/ }).click();
        await row.locator('input').fill(text);
        await row.getByRole('button', { name: '保存' }).click();
    };
    await change('many');
    await row.getByRole('alert').waitFor();
    await page.keyboard.press('Escape');
    await change('999999999999');
    await row.getByRole('alert').waitFor();
    await page.keyboard.press('Escape');
    const shown = row.locator('td').nth(1).locator('.strong');
    assert.equal((await shown.textContent()).trim(), before, 'nothing was stored');
    for (const value of [String(Number(before) + 1), before]) {
        await change(value);
        await page.waitForFunction(([cell, text]) => cell.textContent.trim() === text, [await shown.elementHandle(), value]).catch(async () => assert.equal((await shown.textContent()).trim(), value));
    }
}));

test('own account: the second factor is set up with an authenticator and asked at the next sign-in', () => on_page(null, {}, async (page, { go }) => {
    await go('/sign-in');
    const enter = async () => {
        await page.getByLabel('用户名').fill(username);
        await page.getByLabel('密码').fill(chosen);
        await page.getByRole('button', { name: '登录' }).click();
    };
    await enter();
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
    if (!/second-factor/.test(page.url())) {
        await go('/account');
        await page.getByRole('button', { name: '开启' }).click();
    }
    await page.getByLabel('你的密码').fill(chosen);
    await page.getByRole('button', { name: '下一步' }).click();
    const secret = (await page.locator('.secret').textContent()).trim();
    assert.ok(await page.getByRole('img', { name: '供验证器应用扫描的二维码' }).evaluate((image) => image.naturalWidth > 0), 'the picture is drawn');
    await page.getByLabel('动态验证码').fill(totp(secret));
    await page.getByRole('button', { name: '完成设置' }).click();
    await page.waitForURL((url) => !/second-factor/.test(url.pathname));
    await settled(page);
    await go('/account');
    await page.getByText('已开启：登录时').waitFor();
    await page.getByRole('button', { name: /账号菜单/ }).click();
    await page.getByRole('menuitem', { name: '退出登录' }).click();
    await page.waitForURL(/\/sign-in/);
    await enter();
    await page.getByLabel('动态验证码').fill('000000');
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByText('动态验证码不对或已过期').waitFor();
}));

test('own account: sessions are listed and another one is signed out', () => on_page('auditor', {}, async (page, { go }) => {
    await go('/account');
    await page.getByText('本机').waitFor();
    const before = await page.getByRole('button', { name: '退出该设备' }).count();
    if (before > 0) {
        await page.getByRole('button', { name: '退出该设备' }).first().click();
        await page.waitForFunction((count) => document.querySelectorAll('table.plain tbody tr').length <= count, before);
    }
}));
