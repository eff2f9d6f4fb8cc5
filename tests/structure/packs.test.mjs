// What packs say of themselves, besides what their schema checks.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './source.mjs';

const folder = join(root, 'packs');

/// The entries of a file of rules, by their keys.
function entries(text) {
    return text.split(/^(?=- key: )/m).filter((one) => one.startsWith('- key: ')).map((text) => ({ key: /^- key: (\S+)/.exec(text)[1], text }));
}

test('an entry that is not sure says why', () => {
    let unsure = 0;
    const silent = [];
    for (const pack of readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory()))
        for (const file of readdirSync(join(folder, pack.name)).filter((name) => name.endsWith('.yaml')))
            for (const { key, text } of entries(readFileSync(join(folder, pack.name, file), 'utf8'))) {
                if (!/^ {2}sure: low$/m.test(text) && !/\bsure: low\b/.test(text)) continue;
                ++unsure;
                if (!/^ {2}note: \S/m.test(text)) silent.push(`${pack.name}/${file}: ${key}`);
            }
    assert.deepEqual(silent, []);
    assert.ok(unsure > 5);
});
