// Answer templates (答复模板): said often, worded once. Residents read the answers of `file`, `refuse`, `close`, `answer`, `reply` and `praise`.
import type { Template } from '../../src/city/package/contract.ts';

type Row = [id: string, verb: string, name: string, nameEn: string, zh: string, en: string, ofClass?: string];

const ROWS: Row[] = [
  ['file-plain', 'file', '已立案', 'Filed', '已核对照片和地点，符合立案条件，转承办单位处置。', 'Photo and place checked; it meets the filing condition and goes to the unit in charge.'],
  ['file-onsite', 'file', '核实后立案', 'Filed after a visit', '监督员已到现场看过，情况属实，转承办单位处置。', 'An officer has been there and confirms it; it goes to the unit in charge.'],
  ['refuse-outside', 'refuse', '不在辖区', 'Outside the district', '这个位置不在示范区内，已把内容转告邻区，请以邻区的答复为准。', 'This place lies outside the district. We have told the neighbouring one; its answer holds.'],
  ['refuse-gone', 'refuse', '到场已消失', 'Gone on arrival', '监督员到场时问题已经不在。再次出现请重新上报，带一张照片最快。', 'It was gone when an officer arrived. If it returns, report it again; a photo is the fastest way.'],
  ['refuse-private', 'refuse', '小区内部事务', 'Inside an estate', '这件事在小区围墙内，由物业和业主委员会处理；所在社区居委会可以协调。', 'This lies inside an estate and is for its management and owners; the residents’ committee can mediate.'],
  ['refuse-unclear', 'refuse', '看不清', 'Not clear', '照片和文字都看不出在哪里、是什么事。请补一张带门牌或路口的照片。', 'We cannot tell where or what it is. Please add a photo that shows a door number or a junction.'],
  ['refuse-emergency', 'refuse', '请打紧急电话', 'Call the emergency number', '这件事要立刻处理，请现在打 110、119 或 120。我们也已转告。', 'This cannot wait: call 110, 119 or 120 now. We have passed it on as well.'],
  ['refuse-court', 'refuse', '已进入司法程序', 'Before a court', '这件事已由法院受理，请以判决为准，我们不再另行处理。', 'A court is dealing with this; its judgment holds and we take no separate step.'],
  ['return-not-ours', 'return', '不属本单位', 'Not ours', '现场权属不在本单位，依据责任表请改派。', 'The asset is not ours; by the responsibility table please send it elsewhere.'],
  ['return-wrong-place', 'return', '位置不符', 'Place does not match', '所标位置没有这个问题，附现场照片，请核实后再派。', 'Nothing of the kind at the marked place, photo attached; please verify and send again.'],
  ['return-needs-lead', 'return', '需要牵头单位', 'Needs a lead unit', '涉及两家以上，请明确主办单位。', 'More than one unit is concerned; please name the one that leads.'],
  ['feedback-done', 'feedback', '已处置', 'Done', '已处置完毕，现场照片附后。', 'Done; photo attached.'],
  ['feedback-stall', 'feedback', '摊点已劝离', 'Stall moved on', '摊主已劝离，路面已清洁，引导至附近便民摊点。', 'The stall has moved on, the surface is clean; the vendor was shown the nearest market place.', 'E0406'],
  ['feedback-lamp', 'feedback', '路灯已亮', 'Lamp lit', '已更换光源并试亮，同一线路其余灯杆正常。', 'Light source replaced and tested; the other lamps of the circuit work.', 'C0137'],
  ['feedback-cover', 'feedback', '井盖已换', 'Cover replaced', '已换合格井盖，踩踏不动，与路面齐平。', 'A sound cover is fitted, firm and flush.', 'C0103'],
  ['feedback-bin', 'feedback', '桶点已清', 'Bins emptied', '桶点已清空，周边冲洗，收运班次由两班加到三班。', 'Emptied and washed; collections raised from two to three a day.', 'E0192'],
  ['feedback-bikes', 'feedback', '车辆已清运', 'Bikes removed', '清运堆积车辆，人行道恢复通行，停放点容量已调低。', 'The pile is gone and the pavement open; the parking point now takes fewer bikes.', 'E0493'],
  ['extend-rain', 'extend', '雨天无法施工', 'Rain stops the work', '连续降雨，沥青无法摊铺，已先围护，雨停后两日内补完。', 'Rain keeps us from laying asphalt; fenced for now, finished within two days after it stops.'],
  ['extend-parts', 'extend', '等配件', 'Waiting for parts', '配件在途，已先做安全处置。', 'Parts are on the way; the place has been made safe.'],
  ['suspend-demolition', 'suspend', '随改造一并处理', 'Part of a renewal', '该路段已列入改造，开工日期和公示附后，改造前每周巡查一次。', 'The street is due for renewal; date and notice attached. Patrolled weekly until then.'],
  ['urge-late', 'urge', '超期督办', 'Overdue', '已超处置时限，请于今日下班前说明原因并处置。', 'Past its limit. Say why and act by the end of today.'],
  ['urge-safety', 'urge', '涉及安全', 'Safety', '涉及通行安全，请 30 分钟内到场围护。', 'A danger to passers-by: be there and fence it within 30 minutes.'],
  ['close-plain', 'close', '已办结', 'Closed', '现场已恢复，符合结案条件。感谢您的反映。', 'The place is back to normal and meets the closing condition. Thank you for telling us.'],
  ['close-patrol', 'close', '办结并加密巡查', 'Closed, patrolled', '现场已恢复。这一段已列入每日早高峰巡查。', 'Back to normal; this stretch is now patrolled every morning peak.'],
  ['answer-lift', 'answer', '老楼加装电梯', 'Lifts in older buildings', '本单元三分之二以上业主同意即可申请，到街道办事处窗口领表，公示十日后报建。', 'Two thirds of the owners of the stair must agree. Forms are at the subdistrict office; after ten days of notice it goes for approval.'],
  ['answer-stall', 'answer', '怎么申请便民摊点', 'Applying for a stall', '带身份证到所在街道办事处登记，按号摇位，早市 6 点到 9 点。', 'Register at your subdistrict office with your identity card; places are drawn. The morning market runs from 6:00 to 9:00.'],
  ['answer-bulky', 'answer', '大件垃圾怎么扔', 'Bulky waste', '电话约环卫队上门，或送到社区大件暂存点，均不收费。', 'Call the sanitation team to collect it or bring it to the community’s bulky point; both are free.'],
  ['answer-noise', 'answer', '夜间施工许可', 'Night work permits', '夜间施工须有许可并在工地门口公示。没有公示的，请继续上报，我们到场查。', 'Night work needs a permit shown at the gate. If there is none, report it and we will come.'],
  ['reply-adopted', 'reply', '建议已采纳', 'Suggestion taken up', '建议已采纳，列入下一季度计划，做好后告诉您。', 'Taken up for next quarter; you will hear when it is done.'],
  ['reply-considered', 'reply', '正在研究', 'Being looked at', '已转规划单位研究，一个月内答复您行不行、为什么。', 'Passed to the planners, who will tell you within a month whether it can be done and why.'],
  ['praise-passed', 'praise', '已转达', 'Passed on', '已把您的话原样转给班组，谢谢您。', 'Your words have reached the team as you wrote them. Thank you.'],
];

export const TEMPLATES: Template[] = ROWS.map(([id, verb, zh, en, text, textEn, ofClass]) => ({ id, verb, ...(ofClass ? { class: ofClass } : {}), name: { zh, en }, zh: text, en: textEn }));
