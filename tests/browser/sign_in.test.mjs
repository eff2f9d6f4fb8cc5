// The way in: wrong words, the second factor, the forced change of an initial password, the way out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barriers, base, on_page, people, phone, settled } from './stage.mjs';

const fill = async (page, username, password) => {
    await page.getByLabel('用户名').fill(username);
    await page.getByLabel('密码').fill(password);
    await page.getByRole('button', { name: '登录' }).click();
};

test('sign-in: a wrong password is told in words and what was typed stays', () => on_page(null, {}, async (page, { go }) => {
    await go('/sign-in');
    await fill(page, people.organization_department.username, 'not-the-password-1');
    await page.getByRole('alert').waitFor();
    assert.match(await page.getByRole('alert').textContent(), /用户名或密码不对/);
    assert.equal(await page.getByLabel('用户名').inputValue(), people.organization_department.username);
}));

test('sign-in: an unknown user gets the same answer as a wrong password [SEC-11]', () => on_page(null, {}, async (page, { go }) => {
    await go('/sign-in');
    await fill(page, 'nobody-of-this-name', 'not-the-password-1');
    assert.match(await page.getByRole('alert').textContent(), /用户名或密码不对/);
}));

test('sign-in: whoever opens a page first signs in and then sees that page', () => on_page(null, {}, async (page, { go }) => {
    await go('/coverage');
    assert.match(page.url(), /\/sign-in\?next=/);
    await fill(page, people.committee_organizer.username, people.committee_organizer.password);
    await page.waitForURL(/\/coverage/);
    await page.getByRole('heading', { level: 1, name: '两个覆盖' }).waitFor();
}));

test('sign-in: a next address of another site is not followed', () => on_page(null, {}, async (page, { go }) => {
    await go('/sign-in?next=//example.org/');
    await fill(page, people.committee_organizer.username, people.committee_organizer.password);
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
    assert.equal(new URL(page.url()).origin, new URL(base).origin);
}));

test('sign-in: the page speaks English, with large type, and keeps both', () => on_page(null, {}, async (page, { go }) => {
    await go('/sign-in');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.getByRole('button', { name: 'Large type' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '20px');
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
}));

test('sign-in: no serious barrier on desk and phone', async () => {
    for (const size of [undefined, phone])
        await on_page(null, size ? { size } : {}, async (page, { go }) => {
            await go('/sign-in');
            assert.deepEqual(await barriers(page), []);
        });
});

test('sign-out: leads to the sign-in page and the session is gone', () => on_page(null, {}, async (page, { go }) => {
    await go('/sign-in');
    await fill(page, people.branch_secretary.username, people.branch_secretary.password);
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
    await settled(page);
    await page.getByRole('button', { name: /账号菜单/ }).click();
    await page.getByRole('menuitem', { name: '退出登录' }).click();
    await page.waitForURL(/\/sign-in/);
    await go('/organizations');
    assert.match(page.url(), /\/sign-in/);
}));
