import { messages } from '#ground/i18n/index.ts';

export const m = messages({
  checks: ['核查', 'Checks'], checksDesk: ['核查台', 'Check desk'], toCheck: ['待核查', 'To check'], toClose: ['待结案', 'To close'], appeals: ['申诉复审', 'Appeals'],
  field: ['任务', 'Tasks'], fieldTitle: ['我的任务', 'My tasks'], patrol: ['巡查上报', 'Report'], map: ['地图', 'Map'], nav: ['主操作', 'Main actions'],
  verify: ['核实', 'Verify'], check: ['核查', 'Check'], goThere: ['带我去', 'Take me there'], arrived: ['到了，拍照', 'I am here'], stillSome: ['还有 {n} 件', '{n} more'], byDue: ['按时限排', 'by limit'], none: ['没有任务', 'No tasks'], noneSays: ['派来的核实和核查会出现在这里', 'Verifications and checks sent to you appear here.'],
  mine: ['派给我的', 'Sent to me'], anyones: ['谁先到谁去', 'Whoever goes first'], grid: ['{area}', '{area}'], account: ['我的', 'Me'], refresh: ['刷新', 'Refresh'], back: ['回任务', 'Back to tasks'], before: ['上报时', 'As reported'], after: ['处置后', 'After handling'], closing: ['结案条件', 'Closing condition'], filing: ['看这几条', 'Look for'],
  confirmed: ['属实', 'Confirmed'], notConfirmed: ['不属实', 'Not confirmed'], passed: ['通过', 'Passed'], failed: ['不通过', 'Failed'], found: ['现场', 'On site'], photo: ['现场照片', 'Photo on site'], take: ['拍一张', 'Take a photo'], note: ['一句话', 'One sentence'], mayBeEmpty: ['可不填', 'optional'], whyFailed: ['不通过要写哪里没做好', 'Say what is missing when it failed'],
  sendVerify: ['提交核实', 'Send verification'], sendCheck: ['提交核查', 'Send check'], busy: ['正在提交', 'Sending'], notSent: ['没有提交', 'Not sent'], sent: ['{number} 已提交', '{number} sent'], close: ['关上', 'Close'], place: ['地点', 'Place'], said: ['上报的话', 'In their words'], done: ['处置情况', 'What was done'], orderNote: ['要求', 'Request'],
});
