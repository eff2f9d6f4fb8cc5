// Writes .docx files in the official format GB/T 9704 (rules FMT-01 to FMT-06): styles, page, page numbers, and a few
// words to set text with. Used once for each template; afterwards the .docx is what people edit. See
// docs/modules/documents.md.
import { deflateRawSync } from 'node:zlib';

// ---- lengths: twips (1/20 pt) unless said -----------------------------------------------------------------

const mm = (length) => Math.round(length * 1440 / 25.4);
const PITCH = 579;          // 28.95 pt: 22 lines in 225 mm [FMT-02]
const CLOSER = -5;          // -0.25 pt behind every character: 28 of 16 pt in 156 mm [FMT-02]

const SONG = '宋体';
const FANGSONG = '仿宋_GB2312';
const HEI = '黑体';
const KAI = '楷体_GB2312';
const TITLE = '方正小标宋简体';

export const escape = (text) => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);

const fonts = (asia, ascii = 'Times New Roman') => `<w:rFonts w:ascii="${ascii}" w:hAnsi="${ascii}" w:eastAsia="${asia}"/>`;
const size = (points) => `<w:sz w:val="${points * 2}"/><w:szCs w:val="${points * 2}"/>`;

// ---- styles ------------------------------------------------------------------------------------------------

// id, name in the office program, run properties, paragraph properties
const styles = [
    ['Body', '公文正文', fonts(FANGSONG) + size(16), '<w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/>'],
    ['Mark', '发文机关标志', fonts(TITLE) + '<w:color w:val="FF0000"/>' + size(28), '<w:spacing w:before="360" w:after="300" w:line="760" w:lineRule="exact"/><w:jc w:val="center"/>'],
    ['Number', '发文字号', fonts(FANGSONG) + size(16), '<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="4" w:color="FF0000"/></w:pBdr><w:spacing w:after="360"/><w:jc w:val="center"/>'],
    ['NumberUp', '发文字号（上行文）', fonts(FANGSONG) + size(16), '<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="4" w:color="FF0000"/></w:pBdr><w:tabs><w:tab w:val="right" w:pos="8520"/></w:tabs><w:spacing w:after="360"/><w:ind w:leftChars="100" w:left="320" w:rightChars="100" w:right="320"/>'],
    ['Title', '公文标题', fonts(TITLE) + size(22), '<w:keepNext/><w:spacing w:before="240" w:after="360" w:line="640" w:lineRule="exact"/><w:jc w:val="center"/>'],
    ['To', '主送机关', fonts(FANGSONG) + size(16), '<w:jc w:val="both"/>'],
    ['Level1', '一级标题', fonts(HEI) + size(16), '<w:keepNext/><w:ind w:firstLineChars="200" w:firstLine="640"/>'],
    ['Level2', '二级标题', fonts(KAI) + size(16), '<w:keepNext/><w:ind w:firstLineChars="200" w:firstLine="640"/>'],
    ['Annex', '附件说明', fonts(FANGSONG) + size(16), '<w:spacing w:before="579"/><w:ind w:firstLineChars="200" w:firstLine="640"/>'],
    ['Signer', '发文机关署名', fonts(FANGSONG) + size(16), '<w:keepNext/><w:spacing w:before="868"/><w:ind w:rightChars="200" w:right="640"/><w:jc w:val="right"/>'],
    ['Date', '成文日期', fonts(FANGSONG) + size(16), '<w:ind w:rightChars="400" w:right="1280"/><w:jc w:val="right"/>'],
    ['Note', '附注', fonts(FANGSONG) + size(16), '<w:ind w:firstLineChars="200" w:firstLine="640"/>'],
    ['Copies', '版记（抄送）', fonts(FANGSONG) + size(14), '<w:keepNext/><w:pBdr><w:top w:val="single" w:sz="8" w:space="2" w:color="000000"/></w:pBdr><w:ind w:leftChars="100" w:left="280" w:rightChars="100" w:right="280"/>'],
    ['CopiesLast', '版记（印发）', fonts(FANGSONG) + size(14), '<w:pBdr><w:top w:val="single" w:sz="8" w:space="2" w:color="000000"/><w:bottom w:val="single" w:sz="8" w:space="2" w:color="000000"/></w:pBdr><w:tabs><w:tab w:val="right" w:pos="8560"/></w:tabs><w:ind w:leftChars="100" w:left="280" w:rightChars="100" w:right="280"/>'],
    ['AnnexMark', '附件序号', fonts(HEI) + size(16), '<w:jc w:val="left"/>'],
    ['FormTitle', '表格标题', fonts(TITLE) + size(22), '<w:keepNext/><w:spacing w:after="240" w:line="700" w:lineRule="exact"/><w:jc w:val="center"/>'],
    ['FormNote', '表格说明', fonts(FANGSONG) + size(12), '<w:spacing w:line="400" w:lineRule="exact"/><w:jc w:val="left"/>'],
    ['Head', '表格栏目', fonts(HEI) + size(12), '<w:spacing w:line="360" w:lineRule="exact"/><w:jc w:val="center"/>'],
    ['Cell', '表格内容', fonts(FANGSONG) + size(12), '<w:spacing w:line="360" w:lineRule="exact"/><w:jc w:val="center"/>'],
    ['CellLeft', '表格内容（左）', fonts(FANGSONG) + size(12), '<w:spacing w:line="360" w:lineRule="exact"/><w:jc w:val="left"/>'],
    ['Picture', '图片', fonts(FANGSONG) + size(16), '<w:keepNext/><w:spacing w:before="120" w:line="240" w:lineRule="auto"/>'],
    ['PageOdd', '页码（单页）', fonts(SONG, SONG) + size(14), '<w:ind w:rightChars="100" w:right="280"/><w:spacing w:line="280" w:lineRule="exact"/><w:jc w:val="right"/>'],
    ['PageEven', '页码（双页）', fonts(SONG, SONG) + size(14), '<w:ind w:leftChars="100" w:left="280"/><w:spacing w:line="280" w:lineRule="exact"/><w:jc w:val="left"/>'],
];

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const ns = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';

const styles_part = () => `${head}<w:styles ${ns}><w:docDefaults>` +
    `<w:rPrDefault><w:rPr>${fonts(FANGSONG)}<w:spacing w:val="${CLOSER}"/>${size(16)}<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>` +
    `<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="${PITCH}" w:lineRule="exact"/></w:pPr></w:pPrDefault></w:docDefaults>` +
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>' +
    styles.map(([id, name, run, paragraph]) => `<w:style w:type="paragraph" w:customStyle="1" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="Normal"/><w:qFormat/>` +
        `<w:pPr>${paragraph}</w:pPr><w:rPr>${run}</w:rPr></w:style>`).join('') + '</w:styles>';

// ---- text --------------------------------------------------------------------------------------------------

const run = (text) => text.split('\t').map((piece) => `<w:r><w:t xml:space="preserve">${escape(piece)}</w:t></w:r>`).join('<w:r><w:tab/></w:r>');
export const p = (style, text = '') => `<w:p><w:pPr><w:pStyle w:val="${style}"/></w:pPr>${text === '' ? '' : run(text)}</w:p>`;
export const page_break = () => '<w:p><w:r><w:br w:type="page"/></w:r></w:p>';

/// A cell: its text, and {span, rows: 'begin' | 'on', style, left}.
export const c = (text, more = {}) => ({ text, ...more });
export const h = (text, more = {}) => c(text, { style: 'Head', ...more });

const border = (name) => `<w:${name} w:val="single" w:sz="6" w:space="0" w:color="000000"/>`;

/// widths in mm; rows of cells; row heights at least `height` mm; `header`: first rows that are repeated on every page.
export function table(widths, rows, { height = 9, header = 0 } = {}) {
    const cell = (one, column) => {
        const span = one.span ?? 1;
        const width = widths.slice(column, column + span).reduce((a, b) => a + b, 0);
        const paragraphs = [one.text].flat().map((text) => p(one.style ?? (one.left ? 'CellLeft' : 'Cell'), text)).join('');
        return `<w:tc><w:tcPr><w:tcW w:w="${mm(width)}" w:type="dxa"/>${span > 1 ? `<w:gridSpan w:val="${span}"/>` : ''}` +
            `${one.rows ? `<w:vMerge${one.rows === 'begin' ? ' w:val="restart"' : ''}/>` : ''}<w:vAlign w:val="${one.top ? 'top' : 'center'}"/></w:tcPr>${paragraphs}</w:tc>`;
    };
    const line = (cells, index) => {
        let column = 0;
        const made = cells.map((one) => { const xml = cell(one, column); column += one.span ?? 1; return xml; }).join('');
        const high = cells.height ?? height;
        return `<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="${mm(high)}" w:hRule="atLeast"/>${index < header ? '<w:tblHeader/>' : ''}</w:trPr>${made}</w:tr>`;
    };
    return `<w:tbl><w:tblPr><w:tblW w:w="${mm(widths.reduce((a, b) => a + b, 0))}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>` +
        ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map(border).join('') + '</w:tblBorders><w:tblLayout w:type="fixed"/>' +
        '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>' +
        `<w:tblGrid>${widths.map((width) => `<w:gridCol w:w="${mm(width)}"/>`).join('')}</w:tblGrid>${rows.map(line).join('')}</w:tbl>`;
}

// ---- the file ----------------------------------------------------------------------------------------------

const page_number = '<w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>' +
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r>';
const footer = (style) => `${head}<w:ftr ${ns}><w:p><w:pPr><w:pStyle w:val="${style}"/></w:pPr>${page_number}</w:p></w:ftr>`;

// [FMT-01] A4, 37 mm above, 28 mm at the binding side, type area 156 × 225 mm. [FMT-04] Page number 7 mm below it.
const section = () => '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="even" r:id="rId4"/>' +
    `<w:pgSz w:w="${mm(210)}" w:h="${mm(297)}"/><w:pgMar w:top="${mm(37)}" w:right="${mm(26)}" w:bottom="${mm(35)}" w:left="${mm(28)}" w:header="${mm(15)}" w:footer="${mm(35 - 7) - 280}" w:gutter="0"/></w:sectPr>`;

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml';

export function docx(...blocks) {
    const body = blocks.flat().join('');
    return zip([
        ['[Content_Types].xml', `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
            `<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${word}.document.main+xml"/>` +
            `<Override PartName="/word/styles.xml" ContentType="${word}.styles+xml"/><Override PartName="/word/settings.xml" ContentType="${word}.settings+xml"/>` +
            `<Override PartName="/word/footer1.xml" ContentType="${word}.footer+xml"/><Override PartName="/word/footer2.xml" ContentType="${word}.footer+xml"/></Types>`],
        ['_rels/.rels', `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="word/document.xml"/></Relationships>`],
        ['word/document.xml', `${head}<w:document ${ns}><w:body>${body}${section()}</w:body></w:document>`],
        ['word/_rels/document.xml.rels', `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
            `<Relationship Id="rId1" Type="${office}/styles" Target="styles.xml"/><Relationship Id="rId2" Type="${office}/settings" Target="settings.xml"/>` +
            `<Relationship Id="rId3" Type="${office}/footer" Target="footer1.xml"/><Relationship Id="rId4" Type="${office}/footer" Target="footer2.xml"/></Relationships>`],
        ['word/styles.xml', styles_part()],
        ['word/settings.xml', `${head}<w:settings ${ns}><w:evenAndOddHeaders/></w:settings>`],
        ['word/footer1.xml', footer('PageOdd')],
        ['word/footer2.xml', footer('PageEven')],
    ]);
}

// ---- zip ---------------------------------------------------------------------------------------------------

const crc_table = Uint32Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k++) n = n & 1 ? 0xEDB88320 ^ (n >>> 1) : n >>> 1;
    return n >>> 0;
});
const crc32 = (bytes) => (bytes.reduce((crc, byte) => crc_table[(crc ^ byte) & 0xFF] ^ (crc >>> 8), 0xFFFFFFFF) ^ 0xFFFFFFFF) >>> 0;

function zip(parts) {
    const local = [];
    const central = [];
    let offset = 0;
    for (const [name, text] of parts) {
        const file = Buffer.from(name);
        const content = Buffer.from(text);
        const packed = deflateRawSync(content, { level: 9 });
        const fields = Buffer.alloc(26);
        fields.writeUInt16LE(20, 0);          // version
        fields.writeUInt16LE(0x0800, 2);      // names in UTF-8
        fields.writeUInt16LE(8, 4);           // deflated
        fields.writeUInt16LE(33, 8);          // 1 January 1980
        fields.writeUInt32LE(crc32(content), 10);
        fields.writeUInt32LE(packed.length, 14);
        fields.writeUInt32LE(content.length, 18);
        fields.writeUInt16LE(file.length, 22);
        local.push(Buffer.from('PK\x03\x04', 'latin1'), fields, file, packed);
        const entry = Buffer.alloc(14);
        entry.writeUInt32LE(offset, 10);
        central.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, entry, file);
        offset += 4 + fields.length + file.length + packed.length;
    }
    const directory = Buffer.concat(central);
    const end = Buffer.alloc(22);
    end.write('PK\x05\x06', 'latin1');
    end.writeUInt16LE(parts.length, 8);
    end.writeUInt16LE(parts.length, 10);
    end.writeUInt32LE(directory.length, 12);
    end.writeUInt32LE(offset, 16);
    return Buffer.concat([...local, directory, end]);
}
