// Every page of every role: it opens, without a serious barrier, without a console error, in light, dark and large type.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barriers, base, on_page, phone, settled } from './stage.mjs';

const pages = {
    organization_department: ['/', '/organizations', '/units', '/units/new', '/coverage', '/coverage?by=place', '/imports', '/cases', '/system/jobs', '/system/rules', '/system/api', '/account'],
    system_administrator: ['/', '/system/accounts', '/system/settings'],
    security_administrator: ['/', '/system/grants'],
    auditor: ['/', '/system/audit'],
};

for (const [role, paths] of Object.entries(pages))
    for (const path of paths)
        test(`page ${path} for ${role}: opens, named, without a serious barrier`, () => on_page(role, {}, async (page, { go }) => {
            await go(path);
            await page.locator('h1').first().waitFor();
            assert.equal(await page.locator('h1').count(), 1);
            assert.notEqual(await page.locator('h1').textContent(), '无权查看');
            assert.match(await page.title(), /· 基石$/);
            assert.deepEqual(await barriers(page), []);
        }));

test('pages: dark display has no serious barrier', () => on_page('organization_department', { dark: true }, async (page, { go }) => {
    for (const path of ['/', '/organizations', '/coverage', '/imports']) {
        await go(path);
        assert.deepEqual(await barriers(page), [], path);
    }
}));

test('pages: large type has no serious barrier and nothing runs out of the window', () => on_page('organization_department', { storage: { 'jishi.type': 'large' } }, async (page, { go }) => {
    for (const path of ['/', '/organizations', '/units', '/coverage', '/imports']) {
        await go(path);
        assert.deepEqual(await barriers(page), [], path);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${path} does not scroll sideways`);
    }
}));

test('pages: English has no Chinese left in the frame', () => on_page('organization_department', { storage: { 'jishi.language': 'en' } }, async (page, { go }) => {
    await go('/organizations');
    const frame = await page.locator('nav.side').textContent();
    assert.doesNotMatch(frame, /[\u4e00-\u9fff]/);
    assert.equal(await page.locator('h1').textContent(), 'Organisation tree');
}));

for (const path of ['/m', '/m/branch', '/m/cases', '/m/me'])
    test(`phone ${path}: opens without a serious barrier and without scrolling sideways`, () => on_page('branch_secretary', { size: phone }, async (page, { go }) => {
        await go(path);
        await page.locator('h1').first().waitFor();
        assert.deepEqual(await barriers(page), []);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    }));

test('page of another role: is not shown, and says why', () => on_page('organization_department', {}, async (page, { go }) => {
    await go('/system/audit');
    assert.equal(await page.locator('h1').textContent(), '无权查看');
}));

test('page that does not exist: says so and leads home', () => on_page('organization_department', {}, async (page, { go }) => {
    await go('/no/such/page');
    await page.getByRole('link', { name: '回首页' }).click();
    await page.getByRole('heading', { level: 1, name: '本月要办' }).waitFor();
}));

// How long it takes is measured by `./dev bench first-page`; what makes it long is held here.
test('first page: a phone fetches little for it, and none of the charts', () => on_page('branch_secretary', { size: phone }, async (page, { context }) => {
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    const files = new Map();
    const bytes = new Map();
    devtools.on('Network.responseReceived', ({ requestId, response }) => { if (response.url.startsWith(`${base}/assets/`)) files.set(requestId, response.url); });
    devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => bytes.set(requestId, encodedDataLength));
    await page.goto(`${base}/m`);
    await page.locator('h1').first().waitFor();
    await settled(page);
    const fetched = [...files].map(([id, url]) => ({ url, bytes: bytes.get(id) ?? 0 }));
    const sum = fetched.reduce((all, file) => all + file.bytes, 0);
    const words = fetched.map((file) => `${file.url.slice(base.length)} ${file.bytes}`).join('\n');
    assert.ok(fetched.length >= 3 && fetched.every((file) => file.bytes > 0), words);
    assert.ok(fetched.length <= 45, words);
    assert.ok(sum <= 200_000, `${sum} bytes\n${words}`);
    assert.ok(!fetched.some((file) => /chart/.test(file.url)), words);
}));
