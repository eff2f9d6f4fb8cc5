// What the browser tests share: the browser, people already signed in, and what every page must stand.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { user_agent } from './people.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const require = createRequire(join(root, 'web/package.json'));
const { chromium } = require('playwright-core');
const axe_source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const base = process.env.JISHI_URL;
/// role -> {username, password, cookie}, written by run.mjs
export const people = JSON.parse(readFileSync(process.env.JISHI_ACCOUNTS, 'utf8'));

export const desk = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

const profile = mkdtempSync(join(tmpdir(), 'jishi-browser.'));
let browser;  // the promise of it: several windows may be asked for at once

export async function the_browser() {
    browser ??= chromium.launch({
        executablePath: process.env.JISHI_CHROMIUM ?? '/usr/bin/chromium',
        args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
            '--disable-component-update', '--disable-sync', '--lang=zh-CN', `--crash-dumps-dir=${profile}`],
        env: { ...process.env, HOME: profile, LANGUAGE: 'zh_CN' },
    });
    return browser;
}
after(async () => {
    await (await browser)?.close();
    rmSync(profile, { recursive: true, force: true });
});

/// A fresh window, signed in as a role (or as nobody). `complaints` collects console errors and failed scripts;
/// close() fails the test when there are any that were not expected.
export async function open_as(role, { size = desk, dark = false, storage = {}, expected = /$^/ } = {}) {
    const context = await (await the_browser()).newContext({
        viewport: size, userAgent: user_agent, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', colorScheme: dark ? 'dark' : 'light', acceptDownloads: true,
        hasTouch: size === phone, serviceWorkers: 'block', reducedMotion: 'reduce',
    });
    if (role) {
        assert.ok(people[role], `there is an account for ${role}`);
        const [name, value] = people[role].cookie.split(/=(.*)/s);
        await context.addCookies([{ name, value, url: base }]);
    }
    if (Object.keys(storage).length)
        await context.addInitScript((kept) => { for (const [key, value] of Object.entries(kept)) if (localStorage.getItem(key) === null) localStorage.setItem(key, value); }, storage);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    watch_requests(page);
    const complaints = [];
    page.on('console', (message) => {
        if (message.type() !== 'error' || expected.test(message.text())) return;
        // A refusal that a test provokes is logged by the browser as a failed load; the page must deal with it.
        if (/status of (4\d\d|503)/.test(message.text())) return;
        complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    return {
        page, context,
        go: async (path) => { await page.goto(base + path); await settled(page); },
        close: async () => { await context.close(); assert.deepEqual(complaints, [], 'no console errors'); },
    };
}

// Requests that a page has under way; the browser's own "network idle" is told once for a document and never again.
const under_way = new WeakMap();
function watch_requests(page) {
    const open = new Set();
    under_way.set(page, open);
    page.on('request', (request) => { if (request.resourceType() !== 'eventsource') open.add(request); });
    for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => open.delete(request));
}

/// Nothing is on its way and nothing is shown as loading.
export async function settled(page) {
    await page.waitForLoadState('load').catch(() => undefined);
    const open = under_way.get(page);
    const give_up = Date.now() + 10_000;
    for (let quiet = 0; quiet < 3 && Date.now() < give_up; quiet = open.size ? 0 : quiet + 1) await page.waitForTimeout(40);
    await page.locator('.skeleton').first().waitFor({ state: 'detached', timeout: 10_000 }).catch(() => undefined);
}

/// Findings of axe-core that are serious or critical, as readable lines.
export async function barriers(page) {
    await page.evaluate(axe_source);
    const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    return result.violations
        .filter((one) => one.impact === 'serious' || one.impact === 'critical')
        .map((one) => `${one.id}: ${one.help} — ${one.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.failureSummary?.replace(/\s+/g, ' ').slice(0, 200)}`).join(' | ')}`);
}

/// Runs a part of a test on a page and closes it; on failure a picture is left in build/browser.
export async function on_page(role, options, fn) {
    const one = await open_as(role, options);
    try {
        await fn(one.page, one);
    } catch (error) {
        const name = `${Date.now()}-${role ?? 'nobody'}.png`;
        await one.page.screenshot({ path: join(root, 'build/browser', name) }).catch(() => undefined);
        error.message += `\n(at ${one.page.url()}, picture build/browser/${name})`;
        await one.context.close();
        throw error;
    }
    await one.close();
}
