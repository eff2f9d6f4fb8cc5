// Users are told rules by instrument and article: every rule that the program or the national pack names has its row in
// packs/national/rule_names.yaml.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { files, read } from './source.mjs';

const id = /[A-Z]{3,5}-(?:\d\d|[A-Z])/;

function cited() {
    const found = new Map();
    const add = (rule, file) => found.has(rule) || found.set(rule, file);
    for (const file of files(/^packs\/national\/[a-z_]+\.yaml$/))
        for (const [, rule] of read(file).matchAll(new RegExp(`\\brule: (${id.source})\\b`, 'g'))) add(rule, file);
    for (const file of files(/^src\/.*\.(cpp|hpp)$/).filter((name) => !name.endsWith('_test.cpp')))
        for (const [, rule] of read(file).matchAll(new RegExp(`"(${id.source})"`, 'g'))) add(rule, file);
    return found;
}

test('every rule that users can be told has the name of its instrument', () => {
    const named = new Set([...read('packs/national/rule_names.yaml').matchAll(new RegExp(`\\{ rule: (${id.source}), of:`, 'g'))].map(([, rule]) => rule));
    const rules = cited();
    assert.ok(rules.size > 100, 'no rules were found');
    assert.deepEqual([...rules].filter(([rule]) => !named.has(rule)), []);
    assert.deepEqual([...named].filter((rule) => !rules.has(rule)), [], 'named, but nobody can be told');
});
