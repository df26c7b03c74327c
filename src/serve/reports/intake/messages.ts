// Words of the telephone desk, shared with its island.
import { messages } from '#ground/i18n/index.ts';

export const t = messages({
  nav: ['接听', 'Calls'], title: ['电话登记', 'Intake'], call: ['来电', 'Call'], register: ['登记', 'Register'], side: ['地点与相似', 'Place and likely duplicates'],
  source: ['来源', 'Source'], phone_: ['电话', 'Phone'], counter: ['窗口', 'Counter'], letter: ['来信', 'Letter'], hotline: ['12345', '12345'], directive: ['批示', 'Directive'],
  caller: ['来电人', 'Caller'], phone: ['回电', 'Phone'], identity: ['身份', 'Identity'], anonymous: ['匿名', 'Anonymous'], confidential: ['保密', 'Confidential'], named: ['实名', 'Named'],
  nature: ['性质', 'Nature'], words: ['说了什么', 'What was said'], wordsNote: ['照原话记，类别会跟着出来', 'as it was said; the class follows'],
  cls: ['类别', 'Class'], clsNote: ['常用词、拼音都行', 'everyday words or pinyin'], clsNone: ['还没定', 'Not yet'], place: ['地点', 'Place'], placeNote: ['地址、路口、灯杆号、网格', 'address, junction, lamp post, cell'],
  file: ['登记并立案', 'File'], only: ['只登记', 'Register'], merge: ['并入 {number}', 'Add to {number}'], mergeNone: ['并入选中的', 'Add to chosen'], look: ['查附近和去向', 'Look around'], past: ['查此人的事', 'Earlier calls'], busy: ['正在登记', 'Registering'],
  saved: ['自动保存 {time}', 'Saved {time}'], problem: ['还没登记', 'Not registered yet'],
  pastTitle: ['此人的事', 'Earlier calls'], pastNone: ['这个号码没有报过', 'Nothing under this number'], pastCount: ['报过 {n} 次', '{n} {n?call:calls} before'], pastLogged: ['查看已记录', 'This look was logged'], pastShort: ['先写回电号码', 'Write the number first'],
  ask: ['问话提示', 'What to ask'], ask1: ['有没有人受伤？有就请先拨 120。', 'Is anyone hurt? Then 120 first.'], ask2: ['现在还在吗？', 'Is it still there?'], ask3: ['靠近哪个门牌或路口？', 'Near which door or junction?'], ask4: ['要不要回电告诉您结果？', 'Shall we call you back?'],
  near: ['附近在办 {n} 件', '{n} open nearby'], nearNone: ['附近没有在办的', 'Nothing open nearby'], nearNoPlace: ['定了地点就查附近', 'Choose a place to see what is near'], nearMeta: ['{n}，{ago}前，{source}', '{n}, {ago} ago, {source}'],
  plan: ['会这样走', 'What will happen'], filing: ['立案条件', 'Filing condition'], unit: ['派给', 'Handled by'], due: ['办完', 'Due'], about: ['约 {time}', 'about {time}'], answer: ['答复', 'Answer'], planNone: ['定了类别和地点就看得到', 'Choose class and place to see it'], noFiling: ['不立案，直接答复', 'Answered, not filed'],
  done: ['已登记 {number}', 'Registered: {number}'], doneFiled: ['已登记并立案 {number}', 'Registered and filed: {number}'], doneMerged: ['已并入 {number}', 'Added to {number}'], readCode: ['念给来电人的查询码', 'Receipt code, to be read to the caller:'], open: ['打开案卷', 'Open the case'],
  noneChosen: ['先在右边选一件', 'Choose one on the right first'],
});
