// Looks for numbers of regulations in source text: waiting times, ratios, quorums, terms, rates, thresholds. They belong into
// packs/. A finding is a number other than 0 and 1 that
//   - stands in a line of code that cites a rule id, or next to one that does (the id may stand in a comment or a text), or
//   - is given to, compared with or added by a name that speaks of such a quantity (days, quorum, rate_bp …).

const rule_id = /\b(?:ORG|ELE|DEV|REL|DUES|EVAL|LIFE|ACT|FUND|DATA|GEN|RIGHT|SEC|STAT|TEAM|INST|SUP|MEM|POST)-\d{2}\b/;
const number = /(?<![\w.$])\d[\d'_]*(?:\.\d+)?(?:n|u|U|L|UL|LL)?(?![\w.])/g;
const tell_tale = new Set(['day', 'days', 'weekdays', 'workdays', 'week', 'weeks', 'month', 'months', 'year', 'years', 'quorum', 'ratio', 'percent',
    'rate', 'threshold', 'term', 'terms', 'deadline', 'reminder', 'wait', 'quota', 'age', 'members', 'seats', 'votes', 'voters', 'electors', 'absences',
    'candidates', 'fen', 'bp']);

/// snake_case, camelCase and PascalCase into small words.
const words_of = (name) => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase().split('_').filter(Boolean);
const speaks = (name) => words_of(name).some((word) => tell_tale.has(word));
const value_of = (literal) => Number(literal.replace(/['_nuUL]/g, ''));
const counts = (literal) => value_of(literal) !== 0 && value_of(literal) !== 1;

/// Text into lines of {code, said}: code without comments and texts; what comments and texts say. SQL in raw strings is code.
export function split(text) {
    const lines = [{ code: '', said: '' }];
    const put = (kind, piece) => {
        const parts = piece.split('\n');
        lines.at(-1)[kind] += parts[0];
        for (const part of parts.slice(1)) {
            lines.push({ code: '', said: '' });
            lines.at(-1)[kind] = part;
        }
    };
    const token = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|R"(\w*)\(([\s\S]*?)\)\1"|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'(?!\d)|`(?:[^`\\]|\\.)*`/g;
    let at = 0;
    for (const match of text.matchAll(token)) {
        // A digit separator is no quote: 10'000.
        if (match[0][0] === "'" && /[0-9a-fA-F]$/.test(text.slice(0, match.index)) && /^'[0-9]/.test(match[0])) continue;
        put('code', text.slice(at, match.index));
        if (match[2] !== undefined && /\b(SELECT|INSERT|UPDATE|DELETE|WHERE)\b/.test(match[2])) put('code', ` ${match[2].replace(/'[^']*'/g, "''")} `);
        else {
            put('said', match[0]);
            if (match[0][0] !== '/' && match[0][0] !== '<') lines.at(-1).code += '""';
        }
        at = match.index + match[0].length;
    }
    put('code', text.slice(at));
    return lines;
}

/// array<std::string_view, 2> holds no comparison.
const without_template_arguments = (code) => code.replace(/<\s*[\w:, ]*\d[\w:, ]*>/g, '<>');

/// Numbers in an expression: not an index, a width or a shift, not the name of a day (Date{2026, 3, 5}), nothing of a preprocessor line.
function numbers_in(code) {
    if (/^\s*(#|import\b|export \{)/.test(code)) return [];
    const plain = without_template_arguments(code.replace(/\[\s*\d+\s*\]/g, '[]').replace(/\b(?:Date|Instant)\s*\{[^}]*\}/g, ''))
        .replace(/(<<|>>)\s*\d+/g, '').replace(/\bcase\s+\d+\s*:/g, '').replace(/\b(?:sizeof|static_assert)\b.*/g, '');
    return [...plain.matchAll(number)].map((match) => match[0]).filter(counts);
}

/// A name that speaks of a quantity of a rule, given or compared with a number, or a number of days, months, years that is added.
function told_by_name(text) {
    const code = without_template_arguments(text);
    const given = /\b([A-Za-z_]\w*)\s*(?:===?|!==?|<=?|>=?|=|\{|:(?!:))\s*-?(\d[\d'_]*)\b/g;
    const reversed = /\b(\d[\d'_]*)\s*(?:===?|!==?|<=?|>=?)\s*(?:[\w.>-]*?[.>])?([A-Za-z_]\w*)\b/g;
    const added = /\b(?:plus|add|minus|subtract)_?(?:days|weeks|months|years|workdays|working_days)\w*\s*\((?:[^()]*,)?\s*-?\s*(\d[\d'_]*)\s*\)/gi;
    const chrono = /\b(?:days|weeks|months|years)\s*\{\s*-?(\d[\d'_]*)\s*\}/g;
    const found = [];
    for (const match of code.matchAll(given)) if (speaks(match[1]) && counts(match[2])) found.push(match[2]);
    for (const match of code.matchAll(reversed)) if (speaks(match[2]) && counts(match[1])) found.push(match[1]);
    for (const pattern of [added, chrono]) for (const match of code.matchAll(pattern)) if (counts(match[1])) found.push(match[1]);
    return found;
}

/// Findings of one text: {line, code, number, why}.
export function find_rule_numbers(text) {
    const lines = split(text);
    const found = [];
    lines.forEach(({ code }, index) => {
        if (!/\d/.test(code)) return;
        // Next to it: the line itself, the one after, and what is said in the lines of comment right above.
        let near = rule_id.test(lines[index].said) || rule_id.test(lines[index + 1]?.said ?? '');
        for (let above = index - 1; !near && above >= 0; --above) {
            near = rule_id.test(lines[above].said);
            if (lines[above].code.trim()) break;
        }
        const by_rule = near ? numbers_in(code) : [];
        const by_name = told_by_name(code);
        const first = by_rule[0] ?? by_name[0];
        if (first !== undefined) found.push({ line: index + 1, code: code.trim().replace(/\s+/g, ' '), number: first, why: by_rule.length ? 'beside a rule id' : 'by its name' });
    });
    return found;
}
