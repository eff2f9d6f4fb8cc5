// The first text of the templates for the forms of the yearly statistics: node tools/documents/statistics.mjs [NAME…] writes
// those that are not there yet. What was edited since is never overwritten, unless its name is given.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { c, docx, p, table } from './docx.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../packs/national/documents');
const wanted = process.argv.slice(2);

/// A form with so many columns besides the name of the row; cells that a section has not stay empty.
function form(columns, name_width) {
    const width = (156 - name_width) / columns;
    const cells = Array.from({ length: columns }, (_, i) => c(`{{c${i + 1}|}}${i + 1 === columns ? '{{/rows}}' : ''}`));
    return [
        p('FormTitle', '{{form}}'),
        p('FormNote', '{{#if number}}表号：{{number}}　　{{/if}}填报单位：{{organization}}　　截至：{{date(day)}}'),
        table([name_width, ...Array(columns).fill(width)], [[c('{{#rows rows}}{{name}}', { left: true }), ...cells]], { height: 8 }),
        p('FormNote', '{{note}}'),
        p('FormNote', '{{#if sealed}}{{sealed}}{{/if}}'),
        p('FormNote', '单位负责人：＿＿＿＿＿＿　　填表人：＿＿＿＿＿＿　　（盖章）'),
    ];
}

const templates = { statistics_form: form(6, 48), statistics_form_wide: form(12, 36) };

mkdirSync(folder, { recursive: true });
for (const [name, blocks] of Object.entries(templates)) {
    const file = join(folder, `${name}.docx`);
    if (wanted.length > 0 ? !wanted.includes(name) : existsSync(file)) continue;
    writeFileSync(file, docx(blocks));
    console.log(file);
}
