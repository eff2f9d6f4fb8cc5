// The first text of the templates for the development of members: node tools/documents/development.mjs [NAME…] writes
// those that are not there yet. What was edited since is never overwritten, unless its name is given.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { c, docx, h, p, table } from './docx.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../packs/national/documents');
const wanted = process.argv.slice(2);

const end = (issuer, day) => [p('Signer', `{{${issuer}}}`), p('Date', `{{date(${day})}}`)];
const down = (number) => [p('Mark', '{{committee}}文件'), p('Number', `{{document_no(${number})}}`)];
const person = [
    [h('姓名'), c('{{name}}'), h('性别'), c('{{sex}}'), h('民族'), c('{{ethnicity|—}}')],
    [h('出生年月'), c('{{short_month(born_on)}}'), h('学历'), c('{{education|—}}'), h('籍贯'), c('{{native_place|—}}')],
    [h('工作岗位'), c('{{occupation|—}}', { span: 3 }), h('申请日期'), c('{{short_date(applied_on)}}')],
];
const wide = [24, 34, 20, 28, 24, 26];
const opinion = (title, text, day, signer = '{{branch}}') => [h(title), Object.assign(c([text, `${signer}　　{{date(${day})}}`], { span: 5, left: true }))];
const form = (title, rows) => [p('FormTitle', title), table(wide, [...person, ...rows], { height: 11 })];
const minutes = (title, prefix, body, result) => [
    p('FormTitle', title),
    table([30, 48, 30, 48], [
        [h('党组织'), c('{{branch}}', { span: 3 })],
        [h('会议日期'), c(`{{date(${body})}}`), h('讨论对象'), c('{{name}}')],
        [h('应到会人数'), c(`{{${prefix}due}}`), h('实到会人数'), c(`{{${prefix}present}}`)],
        [h('讨论情况和意见'), c(result, { span: 3, left: true })],
        [h('主持人签名'), c(''), h('记录人签名'), c('')],
    ], { height: 14 }),
];
const ballot = (title, prefix, day) => [
    p('FormTitle', title),
    table([52, 26, 52, 26], [
        [h('党组织'), c('{{branch}}'), h('表决对象'), c('{{name}}')],
        [h('应到会党员'), c(`{{${prefix}due}}`), h('实到会党员'), c(`{{${prefix}present}}`)],
        [h('应到会有表决权党员'), c(`{{${prefix}entitled}}`), h('实到会有表决权党员'), c(`{{${prefix}voters}}`)],
        [h('会前提交书面意见'), c(`{{${prefix}written|0}}`), h('赞成'), c(`{{${prefix}yes}}`)],
        [h('不赞成'), c(`{{${prefix}no|0}}`), h('弃权'), c(`{{${prefix}abstained|0}}`)],
    ], { height: 13 }),
    p('FormNote', `会议日期：{{date(${day})}}。采取无记名投票方式；赞成人数超过应到会有表决权的正式党员半数的，通过。`),
    p('FormNote', '总监票人签名：＿＿＿＿＿＿　监票人签名：＿＿＿＿＿＿　计票人签名：＿＿＿＿＿＿'),
];
const resolution = (title, prefix, day, text) => [
    p('Title', title),
    p('Body', `{{branch}}于{{date(${day})}}召开支部大会，${text}应到会党员{{${prefix}due}}名，实到会{{${prefix}present}}名，其中应到会有表决权的党员{{${prefix}entitled}}名，实到会{{${prefix}voters}}名，会前提交书面意见{{${prefix}written|0}}名。经无记名投票表决，赞成{{${prefix}yes}}票，不赞成{{${prefix}no|0}}票，弃权{{${prefix}abstained|0}}票。`),
    p('Body', `{{${prefix}resolution}}`),
    p('Signer', '支部书记签名：＿＿＿＿＿＿'),
    ...end('branch', day),
];

const templates = {
    development_application_receipt: [
        ...form('入党申请书收讫登记表', [
            [h('申请根据'), c('{{apply_ground}}', { span: 5, left: true })],
            [h('说明'), c('{{apply_note|无}}', { span: 5, left: true })],
            opinion('收到情况', '收到本人递交的入党申请书。', 'applied_on'),
        ]),
    ],
    development_talk_record: [
        ...form('同入党申请人谈话记录', [
            [h('谈话日期'), c('{{date(talked_on)}}', { span: 3 }), h('谈话人'), c('{{talker}}')],
            [h('谈话情况'), Object.assign(c('{{talk_content}}', { span: 5, left: true }))],
            [h('谈话人签名'), c('', { span: 2 }), h('本人签名'), c('', { span: 2 })],
        ]),
    ],
    development_activist_minutes: minutes('确定入党积极分子会议记录', 'activist_', 'activist_on', ['推荐方式：{{recommended_by}}。{{recommend_result}}', '{{activist_opinion}}']),
    development_activist_report: [
        p('Title', '关于确定{{name}}同志为入党积极分子的备案报告'),
        p('To', '{{committee}}：'),
        p('Body', '{{name}}，{{sex}}，{{ethnicity|}}{{#if ethnicity}}，{{/if}}{{month(born_on)}}出生，{{date(applied_on)}}递交入党申请书，{{date(talked_on)}}党组织派人谈话。经{{recommended_by}}，{{activist_body}}于{{date(activist_on)}}研究，{{activist_opinion}}'),
        p('Body', '现将{{name}}同志确定为入党积极分子，特此报告，请予备案。'),
        ...end('branch', 'activist_on'),
    ],
    development_activist_filing: [
        p('Title', '关于入党积极分子备案的意见'),
        p('To', '{{branch}}：'),
        p('Body', '你支部关于确定{{name}}同志为入党积极分子的报告收悉，同意备案。{{activist_filing|}}'),
        ...end('committee', 'activist_filed_on'),
    ],
    development_activist_register: [
        ...form('入党积极分子培养教育考察登记表', [
            [h('确定日期'), c('{{short_date(activist_on)}}', { span: 2 }), h('培养联系人'), c('{{contacts}}', { span: 2 })],
            [h('最近一次考察'), c(['{{inspect_opinion}}', '考察人：{{inspect_by}}　　{{date(inspected_on)}}'], { span: 5, left: true })],
            [h('考察次数'), c('{{inspections}}', { span: 5 })],
            opinion('支部意见', '{{proposal}}', 'proposed_on'),
        ]),
    ],
    development_target_notice: [
        p('Title', '发展对象公示'),
        p('Body', '经党小组、培养联系人、党员和群众推荐和培养考察，拟将{{name}}同志确定为发展对象。现将有关情况公示如下。'),
        p('Body', '{{name}}，{{sex}}，{{month(born_on)}}出生，{{#if education}}{{education}}，{{/if}}{{date(applied_on)}}申请入党，{{date(activist_on)}}确定为入党积极分子，培养联系人：{{contacts}}。'),
        p('Body', '公示时间：{{date(publicity_from)}}至{{date(publicity_to)}}。对公示对象有意见的，请在公示期间向党组织反映。'),
        ...end('branch', 'publicity_from'),
    ],
    development_target_minutes: minutes('确定发展对象会议记录', 'target_', 'target_on', ['听取意见情况：{{hearing}}', '公示情况：{{publicity_result|未公示}}', '{{target_opinion}}']),
    development_target_report: [
        p('Title', '关于确定{{name}}同志为发展对象的报告'),
        p('To', '{{committee}}：'),
        p('Body', '{{name}}同志于{{date(activist_on)}}确定为入党积极分子，经培养教育考察，{{hearing}}{{#if publicity_from}}{{date(publicity_from)}}至{{date(publicity_to)}}进行公示，{{publicity_result}}{{/if}}支部委员会于{{date(target_on)}}讨论，{{target_opinion}}'),
        p('Body', '现将{{name}}同志确定为发展对象，特此报告，请予备案。'),
        ...end('branch', 'target_on'),
    ],
    development_target_filing: [
        p('Title', '关于发展对象备案的意见'),
        p('To', '{{branch}}：'),
        p('Body', '你支部关于确定{{name}}同志为发展对象的报告收悉，同意备案。请确定入党介绍人，进行政治审查，组织参加集中培训。{{target_filing|}}'),
        ...end('committee', 'target_filed_on'),
    ],
    development_review_conclusion: [
        p('Title', '关于{{name}}同志的政治审查情况'),
        p('Body', '{{name}}，{{sex}}，{{month(born_on)}}出生，入党介绍人：{{introducers}}。'),
        p('Level1', '一、审查方式'),
        p('Body', '{{review_ways}}'),
        p('Level1', '二、直系亲属和主要社会关系情况'),
        p('Body', '{{review_relatives}}'),
        p('Level1', '三、结论'),
        p('Body', '{{review_conclusion}}'),
        ...end('branch', 'reviewed_on'),
    ],
    development_training_record: [
        ...form('发展对象集中培训登记表', [
            [h('培训单位'), c('{{training_by}}', { span: 5 })],
            [h('起止日期'), c('{{short_date(training_from)}}—{{short_date(training_to)}}', { span: 3 }), h('天数、学时'), c('{{training_days}}、{{training_hours}}')],
            [h('结业证编号'), c('{{training_certificate|—}}', { span: 5 })],
            [h('特殊情况'), c('{{training_exception|无}}', { span: 5, left: true })],
        ]),
    ],
    development_examine_minutes: minutes('支部委员会审查发展对象会议记录', 'examine_', 'examined_on', ['{{examine_opinion}}', '{{leaving_note|}}']),
    development_pre_review_form: [
        ...form('发展对象预审表', [
            [h('积极分子'), c('{{short_date(activist_on)}}'), h('发展对象'), c('{{short_date(target_on)}}'), h('政治审查'), c('{{short_date(reviewed_on)}}')],
            [h('培训'), c('{{short_date(trained_on)}}'), h('入党介绍人'), c('{{introducers}}', { span: 3 })],
            opinion('支部委员会意见', '{{examine_opinion}}', 'examined_on'),
            [h('党总支意见'), c('{{general_branch_opinion|—}}', { span: 5, left: true })],
            opinion('党委预审意见', '{{pre_review_opinion}}', 'pre_reviewed_on', '{{committee}}'),
        ]),
    ],
    development_pre_review_notice: [
        ...down('pre_review_no'),
        p('Title', '关于{{name}}同志预审情况的通知'),
        p('To', '{{branch}}：'),
        p('Body', '经审查，{{name}}同志预审合格。现发给《中国共产党入党志愿书》一份（编号：{{volunteer_no}}），请指导本人如实填写，并按照规定召开支部大会讨论。'),
        ...end('committee', 'pre_reviewed_on'),
    ],
    development_acceptance_ballot: ballot('接收预备党员票决结果报告单', 'accept_', 'accepted_on'),
    development_acceptance_resolution: resolution('关于接收{{name}}同志为中共预备党员的决议', 'accept_', 'accepted_on', '讨论接收{{name}}同志为中共预备党员的问题。'),
    development_higher_talk_record: [
        ...form('党委派人谈话记录', [
            [h('谈话日期'), c('{{date(higher_talked_on)}}', { span: 3 }), h('谈话人'), c('{{higher_talker}}')],
            [h('谈话情况和意见'), c('{{higher_talk_opinion}}', { span: 5, left: true })],
            [h('谈话人签名'), c('', { span: 5 })],
        ]),
    ],
    development_approval_notice: [
        ...down('approval_no'),
        p('Title', '关于批准{{name}}同志为中共预备党员的通知'),
        p('To', '{{branch}}：'),
        p('Body', '经{{date(approved_on)}}党委会议审议，应到会{{approve_due}}名，实到会{{approve_present}}名，赞成{{approve_yes}}票，批准{{name}}同志为中共预备党员。预备期一年，自{{date(accepted_on)}}起，{{date(probation_ends_on)}}期满。'),
        p('Body', '请通知本人，并在党员大会上宣布，编入党支部和党小组，继续教育考察。'),
        ...end('committee', 'approved_on'),
    ],
    development_filing_form: [
        ...form('接收预备党员备案表', [
            [h('支部大会'), c('{{short_date(accepted_on)}}'), h('党委审批'), c('{{short_date(approved_on)}}'), h('批准文号'), c('{{document_no(approval_no)}}')],
            [h('入党介绍人'), c('{{introducers}}', { span: 5 })],
            opinion('备案意见', '{{higher_filing|同意备案。}}', 'filed_higher_on', '{{higher}}'),
        ]),
    ],
    development_oath_record: [
        ...form('入党宣誓记录', [
            [h('宣誓日期'), c('{{date(sworn_on)}}', { span: 5 })],
            [h('地点'), c('{{oath_place}}', { span: 5 })],
            [h('主持、领誓'), c('{{oath_by}}', { span: 5 })],
            [h('党小组'), c('{{group}}', { span: 2 }), h('宣布日期'), c('{{short_date(announced_on)}}', { span: 2 })],
        ]),
    ],
    development_probation_register: [
        ...form('预备党员教育考察登记表', [
            [h('预备期'), c('{{short_date(accepted_on)}}—{{short_date(probation_ends_on)}}', { span: 3 }), h('考察次数'), c('{{probation_inspections|0}}')],
            [h('最近一次考察'), c(['{{probation_opinion|—}}', '考察人：{{probation_by|—}}'], { span: 5, left: true })],
            [h('预备期表现'), c('{{probation_summary}}', { span: 5, left: true })],
        ]),
    ],
    development_full_application_receipt: [
        ...form('转正申请书收讫登记表', [
            [h('预备期满'), c('{{date(probation_ends_on)}}', { span: 5 })],
            [h('申请要点'), c('{{full_application_note|—}}', { span: 5, left: true })],
            opinion('收到情况', '收到本人递交的转正申请书。', 'full_applied_on'),
        ]),
    ],
    development_full_ballot: ballot('预备党员转正问题票决结果报告单', 'full_', 'full_meeting_on'),
    development_full_resolution: resolution('关于{{name}}同志转正问题的决议', 'full_', 'full_meeting_on', '讨论预备党员{{name}}同志能否转为中共正式党员的问题。'),
    development_full_notice: [
        ...down('full_no'),
        p('Title', '关于批准{{name}}同志转为中共正式党员的通知'),
        p('To', '{{branch}}：'),
        p('Body', '经{{date(full_approved_on)}}党委会议审议，批准{{name}}同志转为中共正式党员，党龄自{{date(full_on)}}起计算。请通知本人，并在党员大会上宣布。'),
        ...end('committee', 'full_approved_on'),
    ],
    development_extension_notice: [
        ...down('extension_no'),
        p('Title', '关于延长{{name}}同志预备期的通知'),
        p('To', '{{branch}}：'),
        p('Body', '经{{date(extended_on)}}党委会议审议，同意延长{{name}}同志预备期{{extension_months}}个月，延长至{{date(probation_ends_on)}}。请通知本人，继续教育考察。'),
        ...end('committee', 'extended_on'),
    ],
    development_cancel_notice: [
        ...down('cancel_no'),
        p('Title', '关于取消{{name}}同志预备党员资格的通知'),
        p('To', '{{branch}}：'),
        p('Body', '经{{date(cancelled_on)}}党委会议审议，同意取消{{name}}同志预备党员资格。请通知本人，并在党员大会上宣布。'),
        ...end('committee', 'cancelled_on'),
    ],
    development_file_list: [
        ...form('发展党员材料归档登记表', [
            [h('申请'), c('{{short_date(applied_on)}}'), h('积极分子'), c('{{short_date(activist_on)}}'), h('发展对象'), c('{{short_date(target_on)}}')],
            [h('接收'), c('{{short_date(accepted_on)}}'), h('批准'), c('{{short_date(approved_on)}}'), h('转正'), c('{{short_date(full_on)|—}}')],
            [h('归档处'), c('{{archive_kind}}', { span: 2 }), h('存放单位'), c('{{archive_place}}', { span: 2 })],
            [h('材料目录'), c('{{archive_list|见档案袋目录}}', { span: 5, left: true })],
            opinion('归档', '以上材料已归档。', 'archived_on'),
        ]),
    ],
    development_review_letter: [
        p('Number', '{{document_no(letter_no)}}'),
        p('Title', '关于请协助进行政治审查的函'),
        p('To', '{{asked}}：'),
        p('Body', '我支部发展对象{{name}}同志，{{sex}}，{{month(born_on)}}出生。根据发展党员工作的有关规定，需要了解{{ask_about}}的有关情况：'),
        p('Body', '{{ask_text}}'),
        p('Body', '请予协助，并将有关情况加盖公章后函复我支部。'),
        ...end('branch', 'asked_on'),
    ],
    development_review_reply: [
        p('Number', '{{document_no(reply_no)}}'),
        p('Title', '关于政治审查有关情况的复函'),
        p('To', '{{branch}}：'),
        p('Body', '来函{{#if letter_no}}（{{document_no(letter_no)}}）{{/if}}收悉。现将{{ask_about}}的有关情况函复如下。'),
        p('Body', '{{answer_text}}'),
        ...end('asked', 'answered_on'),
    ],
};

mkdirSync(folder, { recursive: true });
for (const [name, blocks] of Object.entries(templates)) {
    const file = join(folder, `${name}.docx`);
    if (wanted.length > 0 ? !wanted.includes(name) : existsSync(file)) continue;
    writeFileSync(file, docx(blocks));
    console.log(file);
}
