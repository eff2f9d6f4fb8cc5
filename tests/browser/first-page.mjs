// `./dev bench first-page`: how soon a phone that has nothing kept shows its first page (ui.md, 7: within 1.5 s), with the
// processor slowed four times as a phone of the lower class has it, beside an empty page of the same server.
import { base, open_as, phone, settled, the_browser } from './stage.mjs';

const rounds = 9;

/// Seconds from asking for the address until `shown`; a fresh window each.
async function opened(path, shown) {
    const { page, context, close } = await open_as('branch_secretary', { size: phone });
    const devtools = await context.newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    const began = Date.now();
    await page.goto(base + path, { waitUntil: 'commit' });
    await shown(page);
    const seconds = (Date.now() - began) / 1000;
    await settled(page);
    await close();
    return seconds;
}

const middle = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

const first = [];
const empty = [];
await opened('/m', (page) => page.locator('h1').first().waitFor());  // the browser itself starts
for (let round = 0; round < rounds; ++round) {
    first.push(await opened('/m', (page) => page.locator('h1').first().waitFor()));
    empty.push(await opened('/emblem.svg', (page) => page.waitForLoadState('load')));
}
console.log(`first page: ${first.map((seconds) => seconds.toFixed(2)).join(', ')} s`);
console.log(`first-page ratio=${(middle(first) / middle(empty)).toFixed(2)} seconds=${middle(first).toFixed(2)} best=${Math.min(...first).toFixed(2)} empty=${middle(empty).toFixed(2)}`);
await (await the_browser()).close();
process.exit(0);
