// Error codes are words of the API: the web application has a text for each, in both languages.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { compare, files, read, root } from './source.mjs';

const code = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/;

// Codes that only somebody at the command line, or the log, ever meets.
const at_the_command_line = /^(archive|backup|config|crypto|db|pack|policy|divisions|demo|log)\./;

// Where a code stands: refuse(ErrorKind::x, "…"), Error{ErrorKind::x, "…"}, bad_field("name", "…"),
// add_error(errors, path, "…"), FieldError{"name", "…"}; the one text in them that has the form of a code.
function codes_of(text) {
    const found = new Set();
    const plain = text.replace(/^\s*\/\/.*$/gm, '');
    for (const call of plain.matchAll(/\b(?:refuse|bad_field|add_error|FieldError|Error)\s*[({]([^;]*)/g)) {
        const literals = [...call[1].matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1]);
        for (const literal of literals) if (code.test(literal)) found.add(literal);
    }
    return found;
}

function keys_of(value, prefix, into) {
    for (const [key, child] of Object.entries(value)) {
        const path = prefix ? `${prefix}.${key}` : key;
        if (child && typeof child === 'object') keys_of(child, path, into);
        else into.add(path);
    }
    return into;
}

function texts(language) {
    const keys = new Set();
    for (const file of files(new RegExp(`^web/src/(.*/)?locales/${language}(\\.[a-z]+)?\\.json$`))) keys_of(JSON.parse(read(file)), '', keys);
    return keys;
}

test('every error code of the server has a text in the web application', { skip: !existsSync(join(root, 'web/src')) }, () => {
    const codes = new Set();
    for (const file of files(/^src\/.*\.(cpp|hpp)$/))
        if (!/_(test|bench|fuzz)\.cpp$/.test(file)) for (const one of codes_of(read(file))) codes.add(one);
    assert.ok(codes.size > 0);
    const chinese = texts('zh-CN');
    const missing = [...codes].filter((one) => !at_the_command_line.test(one) && !chinese.has(`errors.${one}`));
    assert.equal(compare(missing, 'known_codes_without_text.txt').join('\n'), '');
});

test('Chinese and English texts have the same keys', () => {
    const chinese = texts('zh-CN');
    const english = texts('en');
    assert.deepEqual([...chinese].filter((key) => !english.has(key)), []);
    assert.deepEqual([...english].filter((key) => !chinese.has(key)), []);
});

test('every permission has a text on the page of roles, in both languages', () => {
    const codes = [...read('src/platform/permission.cpp').matchAll(/"([a-z]+\.[a-z_]+)"/g)].map((match) => match[1]);
    assert.ok(codes.length > 20);
    for (const language of ['zh-CN', 'en']) {
        const known = texts(language);
        assert.deepEqual(codes.filter((one) => !known.has(`permission.${one}`)), [], language);
    }
});
