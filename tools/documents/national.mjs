// The first text of the templates of the national pack: node tools/documents/national.mjs [NAME…] writes those that are
// not there yet. What was edited since is never overwritten, unless its name is given.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { c, docx, h, p, table } from './docx.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../packs/national/documents');
const wanted = process.argv.slice(2);

const head_down = (issuer, number) => [p('Mark', `{{${issuer}}}文件`), p('Number', `{{document_no(${number})}}`)];
const head_up = (issuer, number) => [p('Mark', `{{${issuer}}}文件`), p('NumberUp', `{{document_no(${number})}}\t签发人：{{signed_by}}`)];
const end = (issuer, day) => [p('Signer', `{{${issuer}}}`), p('Date', `{{date(${day})}}`)];
const end_chinese = (issuer, day) => [p('Signer', `{{${issuer}}}`), p('Date', `{{chinese_date(${day})}}`)];
const page_break_before = (paragraph) => paragraph.replace('</w:pPr>', '<w:pageBreakBefore/></w:pPr>');
const contact = () => p('Note', '（联系人：{{contact}}，联系电话：{{contact_phone}}）');
const copies = (issuer, day) => [p('FormNote'), p('Copies', '{{#if copies_to}}抄送：{{join(copies_to)}}。{{/if}}'), p('CopiesLast', `{{${issuer}}}\t{{date(${day})}}印发`)];

const templates = {
    founding_request: [
        ...head_up('applicant', 'request_no'),
        p('Title', '关于成立{{name}}的请示'),
        p('To', '{{parent}}：'),
        p('Body', '根据《中国共产党章程》和《中国共产党支部工作条例（试行）》有关规定，结合工作需要，拟成立{{name}}。现将有关情况请示如下。'),
        p('Level1', '一、成立理由'),
        p('Body', '{{reason}}'),
        p('Level1', '二、单位和党员基本情况'),
        p('Body', '{{unit_facts}}现有党员{{members}}名，其中正式党员{{formal_members}}名。党员名册附后。'),
        p('Level1', '三、党组织设置意见'),
        p('Body', '拟成立的{{name}}为{{type}}，隶属{{parent}}。{{#if committee_size}}拟设委员{{committee_size}}名，由党员大会选举产生。{{/if}}'),
        p('Body', '妥否，请批示。'),
        p('Annex', '附件：党员名册'),
        ...end('applicant', 'requested_on'),
        contact(),
        page_break_before(p('AnnexMark', '附件')),
        p('FormTitle', '党员名册'),
        table([12, 26, 12, 24, 18, 24, 22, 18], [
            [h('序号'), h('姓名'), h('性别'), h('出生年月'), h('民族'), h('文化程度'), h('入党时间'), h('备注')],
            [c('{{#rows people}}{{index}}'), c('{{name}}'), c('{{sex|—}}'), c('{{short_month(born_on)|—}}'), c('{{ethnicity|—}}'), c('{{education|—}}'), c('{{short_month(joined_on)|—}}'), c('{{note|—}}{{/rows}}')],
        ], { header: 1 }),
    ],
    founding_reply: [
        ...head_down('parent', 'reply_no'),
        p('Title', '关于同意成立{{name}}的批复'),
        p('To', '{{applicant}}：'),
        p('Body', '《关于成立{{name}}的请示》{{#if request_no}}（{{document_no(request_no)}}）{{/if}}收悉。经研究，现批复如下。'),
        p('Body', '一、同意成立{{name}}，为{{type}}，隶属{{parent}}。'),
        p('Body', '二、{{#if committee_size}}{{name}}设委员{{committee_size}}名。{{/if}}请按照有关规定召开党员大会进行选举，并将选举结果报我委审批。'),
        p('Body', '此复。'),
        ...end('parent', 'replied_on'),
        ...copies('parent', 'replied_on'),
    ],
    election_report: [
        ...head_up('name', 'report_no'),
        p('Title', '关于{{name}}选举结果的报告'),
        p('To', '{{parent}}：'),
        p('Body', '经批准，{{name}}于{{date(elected_on)}}召开党员大会，以无记名投票的方式进行选举。应到会有选举权的党员{{eligible}}名，实到会{{attended}}名。发出选票{{ballots_issued}}张，收回{{ballots_returned}}张，其中有效票{{ballots_valid}}张，选举有效。选举结果如下。'),
        table([14, 40, 50, 26, 26], [
            [h('序号'), h('姓名'), h('当选职务'), h('得票'), h('备注')],
            [c('{{#rows elected}}{{index}}'), c('{{name}}'), c('{{post}}'), c('{{votes}}'), c('{{note|—}}{{/rows}}')],
        ], { header: 1 }),
        p('Body', '{{#if secretary}}经委员会第一次会议选举，{{secretary}}同志当选为书记{{#if deputies}}，{{join(deputies)}}同志当选为副书记{{/if}}。{{/if}}'),
        p('Body', '特此报告，请审批。'),
        ...end('name', 'reported_on'),
        contact(),
    ],
    appointment_reply: [
        ...head_down('parent', 'appointment_no'),
        p('Title', '关于{{secretary}}{{#if deputies}}等{{/if}}同志任职的批复'),
        p('To', '{{name}}：'),
        p('Body', '《关于{{name}}选举结果的报告》{{#if report_no}}（{{document_no(report_no)}}）{{/if}}收悉。经研究，同意选举结果：'),
        p('Body', '{{secretary}}同志任{{name}}书记。'),
        p('Body', '{{#if deputies}}{{join(deputies)}}同志任{{name}}副书记。{{/if}}'),
        p('Body', '{{#if term_expires_on}}本届任期至{{date(term_expires_on)}}。{{/if}}'),
        p('Body', '此复。'),
        ...end('parent', 'appointed_on'),
        ...copies('parent', 'appointed_on'),
    ],
    dissolution_request: [
        ...head_up('applicant', 'request_no'),
        p('Title', '关于撤销{{name}}的请示'),
        p('To', '{{parent}}：'),
        p('Body', '{{name}}成立于{{date(founded_on)}}，现有党员{{members}}名，其中正式党员{{formal_members}}名。{{reason}}'),
        p('Body', '根据《中国共产党章程》和党组织设置的有关规定，拟撤销{{name}}。{{#if successor}}撤销后，其所属党员的组织关系转入{{successor}}。{{/if}}{{#if aftercare}}{{aftercare}}{{/if}}'),
        p('Body', '妥否，请批示。'),
        ...end('applicant', 'requested_on'),
        contact(),
    ],
    dissolution_reply: [
        ...head_down('parent', 'reply_no'),
        p('Title', '关于同意撤销{{name}}的批复'),
        p('To', '{{applicant}}：'),
        p('Body', '《关于撤销{{name}}的请示》{{#if request_no}}（{{document_no(request_no)}}）{{/if}}收悉。经研究，同意撤销{{name}}。'),
        p('Body', '请做好党员组织关系转接、党费清交、印章和档案移交等工作，并于办结后报我委备案。{{#if successor}}所属党员的组织关系转入{{successor}}。{{/if}}'),
        p('Body', '此复。'),
        ...end('parent', 'replied_on'),
        ...copies('parent', 'replied_on'),
    ],
    organization_record: [
        p('FormTitle', '党组织备案表'),
        p('FormNote', '填报单位：{{parent|—}}　　　　填报日期：{{date(filed_on)}}'),
        table([28, 25, 24, 29, 25, 25], [
            [h('党组织全称'), c('{{name}}', { span: 5 })],
            [h('党组织简称'), c('{{short_name|无}}', { span: 2 }), h('党组织代码'), c('{{code|无}}', { span: 2 })],
            [h('党组织类别'), c('{{type}}', { span: 2 }), h('所属行业领域'), c('{{sector|无}}', { span: 2 })],
            [h('成立日期'), c('{{date(founded_on)}}', { span: 2 }), h('隶属党组织'), c('{{parent|无}}', { span: 2 })],
            [h('本届起始'), c('{{date(term_started_on)|—}}', { span: 2 }), h('届满日期'), c('{{date(term_expires_on)|—}}', { span: 2 })],
            [h('党员总数'), c('{{members}}'), h('正式党员'), c('{{formal_members}}'), h('撤销日期'), c('{{date(dissolved_on)|—}}')],
            [h('批准文号'), c('{{document_no(reply_no)|—}}', { span: 5 })],
            [h('所在单位', { rows: 'begin' }), h('单位名称', { span: 3 }), h('统一社会信用代码', { span: 2 })],
            [h('', { rows: 'on' }), c('{{#rows units}}{{name}}', { span: 3 }), c('{{credit_code|无}}{{/rows}}', { span: 2 })],
            [h('班子成员', { rows: 'begin' }), h('姓名'), h('职务'), h('出生年月'), h('文化程度'), h('任职时间')],
            [h('', { rows: 'on' }), c('{{#rows leaders}}{{name}}'), c('{{post}}'), c('{{short_month(born_on)|—}}'), c('{{education|—}}'), c('{{short_month(since)|—}}{{/rows}}')],
            Object.assign([h(['上级党组织', '意见']), c(['', '', '　　　　　　　　　　　　（盖章）', '　　　　　　　　　　　　年　　月　　日'], { span: 5 })], { height: 34 }),
        ], { height: 11 }),
        p('FormNote', '注：本表一式两份，报送单位和备案机关各存一份；无内容的栏目填“无”或划横线。'),
    ],
    meeting_notice: [
        p('Title', '关于召开{{meeting}}的通知'),
        p('To', '{{recipients}}：'),
        p('Body', '{{#if reason}}{{reason}}{{/if}}经研究，定于{{date(meeting_on)}}召开{{meeting}}。现将有关事项通知如下。'),
        p('Level1', '一、时间地点'),
        p('Body', '{{date(meeting_on)}}{{meeting_time}}，{{meeting_place}}。'),
        p('Level1', '二、会议内容'),
        p('Body', '{{#rows topics}}{{index}}. {{topic}}'),
        p('Body', '{{/rows}}'),
        p('Level1', '三、参加人员'),
        p('Body', '{{participants}}'),
        p('Level1', '四、有关要求'),
        p('Body', '{{requirements|请参会人员安排好工作，准时参加；因故不能参加的，须事先请假。}}'),
        ...end('name', 'notified_on'),
        contact(),
    ],
    membership_certificate: [
        p('FormTitle', '党员证明信'),
        p('Date', '第{{serial}}号'),
        p('To', '{{host}}：'),
        p('Body', '{{name}}同志（{{sex}}，{{ethnicity}}，{{date(born_on)}}出生，公民身份号码{{id_number}}）系{{branch}}{{category}}，{{date(joined_on)}}加入中国共产党。因{{reason}}，该同志自{{date(away_from)}}至{{date(away_until)}}在你处，请准予参加你处党组织的活动。'),
        p('Body', '该同志的正式组织关系仍在{{branch}}，选举权、被选举权和表决权在{{branch}}行使，党费已交至{{month(dues_paid_until)}}。'),
        p('Body', '本证明信有效期至{{date(away_until)}}。'),
        ...end('issuer', 'issued_on'),
        p('Note', '（联系人：{{contact}}，联系电话：{{contact_phone}}）'),
        p('Picture', '{{#if check_text}}{{qr(check_text)}}'),
        p('FormNote', '扫描上方二维码可查验本证明信，查验码：{{check_code}}。{{/if}}'),
    ],
    transfer_letter: [
        p('FormTitle', '中国共产党党员组织关系介绍信（存根）'),
        p('Date', '{{serial}}'),
        p('Body', '{{name}}同志（{{sex}}，{{age}}岁，{{ethnicity}}，{{category}}，公民身份号码{{id_number}}），由{{branch}}去{{destination}}。党费已交至{{month(dues_paid_until)}}。有效期{{chinese(validity_days)}}天，至{{chinese_date(valid_until)}}。'),
        p('Date', '{{chinese_date(issued_on)}}'),
        p('FormNote', '存根由开具单位保存十年。骑缝处加盖印章。'),
        p('FormNote', '………………………{{serial}}（骑缝章）………………………'),
        page_break_before(p('FormTitle', '中国共产党党员组织关系介绍信')),
        p('Date', '{{serial}}'),
        p('To', '{{host}}：'),
        p('Body', '{{name}}同志（{{sex}}，{{age}}岁，{{ethnicity}}），系中共{{category}}，公民身份号码{{id_number}}，由{{branch}}去{{destination}}，请转接组织关系。该同志党费已交至{{month(dues_paid_until)}}。'),
        p('Body', '（有效期{{chinese(validity_days)}}天，至{{chinese_date(valid_until)}}。联系方式：{{contact}}）'),
        ...end_chinese('issuer', 'issued_on'),
        p('Picture', '{{qr(check_text)}}'),
        p('FormNote', '扫描上方二维码可以查验本介绍信，查验码：{{check_code}}。'),
        page_break_before(p('FormTitle', '中国共产党党员组织关系介绍信回执联')),
        p('Date', '{{serial}}'),
        p('To', '{{issuer}}：'),
        p('Body', '{{name}}同志的党员组织关系已转达我处，特此回执。'),
        p('Signer', '（盖章）　　　　　　　　'),
        p('Date', '　　　　年　　月　　日　　'),
        p('Note', '经办人：　　　　　　　　联系电话：'),
        p('FormNote', '回执联由接收党员的基层党委在接收后一个月内邮寄、传真或者转交给转出党员的基层党委。'),
    ],
    transfer_receipt: [
        p('FormTitle', '中国共产党党员组织关系介绍信回执'),
        p('Date', '{{receipt_no|}}'),
        p('To', '{{host}}：'),
        p('Body', '你处{{letter_no}}介绍信收悉。{{name}}同志（{{sex}}，{{ethnicity|}}{{#if ethnicity}}，{{/if}}{{category}}）的组织关系已于{{chinese_date(received_on)}}转接到{{branch}}，现将回执寄回。'),
        p('Signer', '{{issuer}}'),
        p('Date', '{{chinese_date(issued_on)|　　年　　月　　日}}'),
        p('FormNote', '接收党员后一个月内，由接收的基层党委直接寄给转出的基层党委。'),
    ],
    member_form: [
        p('FormTitle', '党员基本信息采集表'),
        p('FormNote', '填表日期：{{date(filled_on)}}'),
        table([34, 44, 34, 44], [
            [h('1. 姓名'), c('{{name}}'), h('2. 性别'), c('{{sex}}')],
            [h('3. 民族'), c('{{ethnicity}}'), h('4. 公民身份证号'), c('{{id_number}}')],
            [h('5. 出生日期'), c('{{date(born_on)}}'), h('6. 学历'), c('{{education}}')],
            [h('7. 人员类别'), c('{{category}}'), h('8. 所在党支部'), c('{{branch}}')],
            [h('9. 加入党组织日期'), c('{{date(joined_on)}}'), h('10. 转为正式党员日期'), c('{{date(full_on)|—}}')],
            [h('11. 工作岗位'), c('{{occupation}}', { span: 3 })],
            [h('12. 联系电话'), c(['手机：{{mobile|无}}', '固定电话：{{telephone|无}}'], { span: 3, left: true })],
            [h('13. 家庭住址'), c('{{address}}', { span: 3, left: true })],
            [h('14. 党籍状态'), c('{{standing}}', { span: 3 })],
            [h('15. 是否为失联党员'), c('{{lost}}'), h('失去联系日期'), c('{{month(lost_since)|—}}')],
            [h('16. 是否为流动党员'), c('{{migrant}}'), h('外出流向'), c('{{migrant_to|—}}')],
        ], { height: 13 }),
        p('FormNote', '注：第16项由流出地党组织填写；学历、工作岗位按代码表填写，无内容的栏目填“无”或划横线。'),
        p('Signer', '党员签名：＿＿＿＿＿＿＿＿'),
        p('Date', '年　　月　　日'),
    ],
    official_blank: [
        ...head_down('name', 'document_no'),
        p('Title', '公文标题（公文标题样式）'),
        p('To', '主送机关（主送机关样式）：'),
        p('Body', '正文（公文正文样式）。'),
        p('Level1', '一、一级标题（一级标题样式）'),
        p('Level2', '（一）二级标题（二级标题样式）'),
        p('Body', '1. 三级标题和正文用公文正文样式。'),
        p('Annex', '附件：附件说明（附件说明样式）'),
        ...end('name', 'decided_on'),
    ],
};

mkdirSync(folder, { recursive: true });
for (const [name, blocks] of Object.entries(templates)) {
    const file = join(folder, `${name}.docx`);
    if (wanted.length > 0 ? !wanted.includes(name) : existsSync(file)) continue;
    writeFileSync(file, docx(blocks));
    console.log(file);
}
