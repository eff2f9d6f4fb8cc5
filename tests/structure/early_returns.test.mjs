// TRY() returns from the middle of an expression. GCC and Clang forget then what stands before it in the same braces
// or captures, when that owns memory: members of an aggregate, elements of a list.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { files, read } from './source.mjs';

/// Comments, texts and characters blanked, lines kept.
const bare = (text) => text
    .replace(/R"(\w*)\([\s\S]*?\)\1"|\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'/g,
        (found) => found.replace(/[^\n]/g, ' '));

/// The lines of TRY() behind something else in braces or captures.
export function late_tries(source) {
    const text = bare(source);
    const open = [];   // {kind, comma, statement}: the brackets around, and what was met so far right inside each
    const found = [];  // {line, around}: of each TRY, the brackets around it, innermost first
    for (let at = 0; at < text.length; ++at) {
        const c = text[at];
        if ('([{'.includes(c)) open.push({ kind: c, comma: false, statement: false });
        else if (')]}'.includes(c)) open.pop();
        else if (c === ',' && open.length) open.at(-1).comma = true;
        else if (c === ';' && open.length) open.at(-1).statement = true;
        else if (text.startsWith('TRY(', at) && !/\w/.test(text[at - 1] ?? ' '))
            found.push({ line: text.slice(0, at).split('\n').length, around: open.toReversed().map((one) => ({ one, comma: one.comma })) });
    }
    // By now it is known which braces hold statements: those begin anew.
    return found.filter(({ around }) => {
        const block = around.findIndex(({ one }) => one.kind === '{' && one.statement);
        return around.slice(0, block < 0 ? undefined : block).some(({ one, comma }) => one.kind !== '(' && comma);
    }).map(({ line }) => line);
}

test('a TRY behind something else in braces is found, any other is not', () => {
    assert.deepEqual(late_tries('{ A a{name, TRY(b())}; }'), [1]);
    assert.deepEqual(late_tries('{ take({{name},\n TRY(b())}); }'), [2]);
    assert.deepEqual(late_tries('{ auto l = [name, x = TRY(b())] { return x; }; }'), [1]);
    assert.deepEqual(late_tries('{ A a{TRY(b()), name}; take(name, TRY(b())); list{x, [] { return TRY(b()); }}; }'), []);
    assert.deepEqual(late_tries('{ A a{name, "TRY(b())"};  // {a, TRY(b())}\n }'), []);
});

test('nothing that owns memory is begun in braces before a TRY', () => {
    const wrong = files(/^(src|tests|bench)\/.*\.(cpp|hpp)$/).flatMap((file) => late_tries(read(file)).map((line) => `${file}:${line}`));
    assert.equal(wrong.join('\n'), '', 'give what TRY yields a name first, outside the braces');
});
