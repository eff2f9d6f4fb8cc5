// The first text of the templates for the forms of the yearly statistics: node tools/documents/statistics.mjs [NAME…] writes
// those that are not there yet. What was edited since is never overwritten, unless its name is given.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { c, docx, h, p, table } from './docx.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../packs/national/documents');
const wanted = process.argv.slice(2);

/// One table for each number of columns: of a section the one is taken that it needs, so no cell stays empty.
function tables(most) {
    return Array.from({ length: most }, (_, at) => at + 1).flatMap((columns) => {
        const name_width = Math.max(30, 156 - columns * (columns > 6 ? 11.5 : 24));
        const width = (156 - name_width) / columns;
        const cells = Array.from({ length: columns }, (_, i) => c(`{{v${i + 1}|}}${i + 1 === columns ? '{{/rows}}' : ''}`));
        const head = [h('项目'), ...Array.from({ length: columns }, (_, i) => h(`{{c${i + 1}|}}`))];
        return [
            p('FormNote', `{{#if w${columns}}}`),
            table([name_width, ...Array(columns).fill(width)], [head, [c('{{#rows rows}}{{name}}', { left: true }), ...cells]], { height: 8, header: 1 }),
            p('FormNote', '{{/if}}'),
        ];
    });
}

/// A form whose sections have up to so many columns besides the name of the row.
function form(columns) {
    return [
        p('FormTitle', '{{form}}'),
        p('FormNote', '{{#if number}}表号：{{number}}　　{{/if}}填报单位：{{organization}}　　截至：{{date(day)}}'),
        p('FormNote', '{{#rows sections}}'),
        p('Level1', '{{name}}'),
        ...tables(columns),
        p('FormNote', '{{/rows}}'),
        p('FormNote', '{{note}}'),
        p('FormNote', '{{#if sealed}}{{sealed}}{{/if}}'),
        p('FormNote', '单位负责人：＿＿＿＿＿＿　　填表人：＿＿＿＿＿＿　　（盖章）'),
    ];
}

/// The public bulletin as it is published: its paragraphs.
const bulletin = [
    p('Title', '{{year}}年{{form}}'),
    p('Signer', '{{organization}}'),
    p('Body', '{{#rows paragraphs}}'),
    p('Level1', '{{#if heading}}{{heading}}{{/if}}'),
    p('Body', '{{#if text}}{{text}}{{/if}}'),
    p('Body', '{{/rows}}'),
    p('Note', '{{note}}'),
    p('Note', '{{#if sealed}}{{sealed}}{{/if}}'),
];

const templates = { statistics_form: form(6), statistics_form_wide: form(12), statistics_bulletin: bulletin };

mkdirSync(folder, { recursive: true });
for (const [name, blocks] of Object.entries(templates)) {
    const file = join(folder, `${name}.docx`);
    if (wanted.length > 0 ? !wanted.includes(name) : existsSync(file)) continue;
    writeFileSync(file, docx(blocks));
    console.log(file);
}
