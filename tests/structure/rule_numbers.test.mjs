// No waiting time, ratio, quorum, term, rate or threshold of a regulation stands in C++ or TypeScript: they are entries of packs/.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find_rule_numbers } from './rule_numbers.mjs';
import { compare, files, read } from './source.mjs';

// Tests, benches and demo worlds make facts up; generated types and styles hold no rules.
const is_source = (file) => !/(_test|_bench|_fuzz|_fixture)\.(cpp|hpp)$|\/demo_[a-z]+\.(cpp|hpp)$|\.(test|spec)\.ts$|\/schema\.ts$|\/test-setup\.ts$/.test(file);
const script_of = (file, text) => (file.endsWith('.vue') ? text.replace(/<style[\s\S]*?<\/style>/g, (style) => style.replace(/[^\n]/g, '')) : text);

test('no number of a regulation stands in the source: it is pack data', () => {
    const found = [];
    for (const file of files(/^(src|web\/src)\/.*\.(cpp|hpp|ts|vue)$/).filter(is_source))
        for (const { code } of find_rule_numbers(script_of(file, read(file)))) found.push(`${file}: ${code}`);
    assert.equal(compare(found, 'known_rule_numbers.txt').join('\n'), '');
});

// ---- the scanner itself: what it must find, and what it must leave alone ---------------------------------------

const planted = [
    ['a quorum beside its rule', '    // [ELE-10] four fifths\n    return present * 5 >= entitled * 4;'],
    ['a threshold in the line that cites the rule', '    if (values.formal > 3) refuse("organization.below_threshold", "ORG-01");'],
    ['a wait in the line before the one that cites the rule', '    if (taken > 5)\n        return refuse(ErrorKind::rule_refused, "member.too_long", "DEV-17");'],
    ['a comment some lines above', '/// [ORG-44] reminded\n/// some time before\nbool due = today >= expiry.plus_something(-6);'],
    ['a constant of days', 'constexpr int publicity_days = 5;'],
    ['a constant of months in braces', 'static const int probation_months{12};'],
    ['a comparison of members', 'if (branch.members > 50) warn();'],
    ['a comparison the other way round', 'if (3 <= branch.full_members) found();'],
    ['added months', 'const auto due = applied.plus_months(1 + 5 - 5 + 0), last = meeting.plus_months(3);'],
    ['added days in TypeScript', 'const due = addDays(start, 30)'],
    ['camel case', 'const probationMonths = 12'],
    ['a member of an object', 'const rules = { minMembers: 3 }'],
    ['a chrono literal', 'std::chrono::months{6}'],
    ['SQL in a raw string', 'tx.query(R"(SELECT id FROM team_member WHERE months_in_arrears >= 6)")'],
    ['a separator', 'const Fen cap_fen = 100\'000;'],
];
for (const [name, text] of planted)
    test(`the scanner finds ${name}`, () => assert.ok(find_rule_numbers(text).length > 0, text));

const innocent = [
    ['0 and 1', '// [ORG-55]\nif (units == 0 || units == 1) return;'],
    ['a rule that reads its number', '// [ORG-44]\nreturn today >= expires_on.plus_months(-policy.term_reminder_months);'],
    ['a number far from any rule', 'const int page_size = 50;\n\n\nvoid f();\n// [ORG-01]\nvoid g();'],
    ['the digits of the rule itself', 'return refuse("organization.below_threshold", "ORG-03");'],
    ['a name with digits', 'const auto sha256 = utf8(text);  // [SEC-16]'],
    ['an index', 'const auto first = list[2];  // [ORG-53]'],
    ['text', 'log("[DEV-05] 12 months, days = 5");'],
    ['a day', 'const auto members_from = Date{2018, 10, 28};'],
    ['template arguments', 'std::array<std::string_view, 2> terms{a, b};'],
    ['words that only sound like it', 'const int terminal = 5; const int rates_shown = x; const average = 3'],
];
for (const [name, text] of innocent)
    test(`the scanner leaves alone ${name}`, () => assert.deepEqual(find_rule_numbers(text), [], text));

test('a number planted into a real file is found, with its line', () => {
    const file = 'src/organization/structure.cpp';
    const lines = read(file).split('\n');
    const at = lines.findIndex((line) => line.includes('plus_months(-policy.term_reminder_months)'));
    assert.ok(at > 0);
    const before = find_rule_numbers(lines.join('\n')).length;
    lines[at] = lines[at].replace('-policy.term_reminder_months', '-6');
    const after = find_rule_numbers(lines.join('\n'));
    assert.equal(after.length, before + 1);
    assert.ok(after.some(({ line }) => line === at + 1));
});
