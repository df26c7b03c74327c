// Words of the residents' pages: public list, one report, receipt, what staff see of reporters.
import { messages } from '#ground/i18n/index.ts';

export const p = messages({
  // navigation and lists
  navReport: ['上报', 'Report'], navPublic: ['公开', 'Reports'],
  listTitle: ['大家报的事', 'What people report'],
  listLead: ['公开的上报，从新到旧。位置按类别取整，私密的不在这里。', 'Public reports, newest first. Positions are rounded by class; private ones are not here.'],
  find: ['查找', 'Find'], findHint: ['几个字、案卷号', 'Words or a number'], allClasses: ['全部类别', 'All classes'], allAreas: ['全部区域', 'All areas'],
  stage: ['进展', 'Progress'], anyStage: ['全部', 'All'], open: ['在办', 'Open'], closed: ['办完', 'Closed'], cls: ['类别', 'Class'], area: ['区域', 'Area'], show: ['查看', 'Show'], lateness: ['时限', 'Time limit'], anyLateness: ['不限', 'Any'], lateYes: ['超过时限', 'Missed'], lateNo: ['没有超过', 'Kept'],
  noneTitle: ['没有符合的上报', 'No report fits'], noneText: ['换个筛选，或看全部。', 'Change the filter, or see all.'], seeAll: ['看全部', 'See all'],
  firstTitle: ['还没有公开的上报', 'No public report yet'], firstText: ['看见问题，拍一张就行。', 'See a problem? Take one photo.'], reportNow: ['现在上报', 'Report now'],
  older: ['更早的', 'Older'], newest: ['回到最新', 'Newest'], pages: ['翻页', 'Pages'], mapOf: ['地图上的上报', 'Reports on the map'],
  nearHere: ['{n} 内', 'Within {n}'],
  // one report
  number: ['案卷号', 'Number'], when: ['收到', 'Received'], where: ['地点', 'Place'], due: ['应办完', 'Due'], unit: ['承办', 'Handled by'], people: ['{n} 人遇到', '{n} {n?person:people} affected'],
  before: ['前 {time}', 'Before {time}'], after: ['后 {time}', 'After {time}'], beforeAlt: ['处置前', 'Before'], afterAlt: ['处置后', 'After'], waitingPhoto: ['办完后这里有照片', 'A photo will follow'],
  photo: ['照片 {n}', 'Photo {n}'], pair: ['处置前后', 'Before and after'], allPhotos: ['照片', 'Photos'],
  steps: ['每一步', 'Every step'], reporter: ['上报人', 'Reporter'], officer: ['监督员', 'Officer'], mustBy: ['须在 {time} 前办完。', 'To be done by {time}.'],
  roundedTo: ['公开位置已取整到 {n}', 'Position rounded to {n}'], exact: ['公开位置', 'Public position'], placeMap: ['位置', 'Place'],
  me2: ['我也遇到', 'It affects me too'], me2Hint: ['给您一个查询码，同一件事一起跟。', 'You get a code and follow the same case.'], me2Busy: ['正在登记', 'Adding you'],
  overAlready: ['这一件已经办结。又出现了，请重新上报。', 'This one is closed. If it is back, please report it anew.'],
  json: ['下载 JSON', 'Download JSON'], backToList: ['看其他上报', 'Other reports'],
  gone: ['没有这一件，或者它不公开', 'There is no such report, or it is not public'],
  // looking up
  lookTitle: ['查进度', 'Follow a report'], lookLead: ['输入上报时给您的查询码，例如 7Q4M-2K9D。', 'Enter the code you got, for example 7Q4M-2K9D.'], code: ['查询码', 'Receipt code'], look: ['查', 'Look up'],
  badCode: ['查询码是 8 位字母和数字，没有 0 O 1 I L U', 'A code has 8 letters and digits, never 0 O 1 I L U'], noCode: ['没有这个查询码，看看是不是抄错了一位', 'There is no such code. Is one character wrong?'],
  tooMany: ['试错太多次，请 {seconds} 秒后再查', 'Too many wrong codes. Try again in {seconds} s.'],
  // receipt
  receiptTitle: ['进度', 'Progress'],
  gotItBy: ['收到了。{time} 前办完，每一步都告诉您', 'We have it. To be done by {time}; you will hear of every step.'], gotItSoon: ['收到了，每一步都告诉您', 'We have it; you will hear of every step.'],
  inHand: ['{unit} 在办，{time} 前办完。', '{unit} is on it, to be done by {time}.'], inHandNoTime: ['{unit} 在办。', '{unit} is on it.'], lateNow: ['超了 {time}，已催办，原因会写在这里', '{time} late. We have pressed the team; the reason will appear here.'],
  paused: ['暂时挂起，恢复后接着办。', 'On hold for now; work goes on when it is resumed.'], took: ['用时 {used}。', 'It took {used}.'],
  copy: ['复制', 'Copy'], copied: ['已复制', 'Copied'],
  keep: ['存好查询码，凭它看进度、补照片、重开。', 'Keep this code: follow, add photos or reopen with it.'], onlyYou: ['只有查询码能看到您的照片原件。', 'Only the code shows your original photos.'],
  solved: ['解决了吗', 'Is it solved?'], yes: ['解决了', 'Solved'], notYet: ['没有，重开', 'No, reopen'], rateHint: ['回访结果由监督中心保管，处置单位看不到是谁评的。', 'Ratings stay with the supervision centre; the handling unit does not learn whose they are.'],
  reopenDays: ['{days} 天内可以重开。', 'It can be reopened within {days} days.'], stars: ['满意吗', 'How well was it done?'], words: ['想说的', 'Your words'], optional: ['可不写', 'optional'], rate: ['交评价', 'Send'], rated: ['谢谢，评价已记下', 'Thank you, your rating is kept'],
  star: ['{n} 星', '{n} {n?star:stars}'], why: ['哪里没解决', 'What is not solved'], reopen: ['重开', 'Reopen'], onlyRate: ['不重开，只评价', 'Only rate it'], reopened: ['已重开，监督中心会重新看', 'Reopened; the supervision centre will look again'],
  urge: ['催一催', 'Press them'], urgeHint: ['一天一次', 'once a day'], urged: ['已催办', 'Pressed'],
  add: ['补照片、补几句', 'Add photos or words'], addWords: ['补充', 'More words'], addPhotos: ['再拍', 'Take a photo'], addSend: ['补上', 'Add'], added: ['补上了', 'Added'], addNothing: ['写两句或选一张照片', 'Write a sentence or choose a photo'], addedBy: ['您补充', 'You added'],
  mine: ['您报的', 'What you sent'], asWritten: ['公开的文字改动过，这里是您写的原话。', 'The public text was edited; these are your own words.'], hidden: ['未公开的原件', 'Original, not public'],
  answers: ['您的回答', 'Your answers'], more: ['更多', 'More'], publicPage: ['公开页', 'Public page'], forget: ['这台设备不再记住', 'Forget it on this device'],
  anonymous: ['匿名', 'Anonymous'], confidential: ['保密', 'Confidential'], named: ['实名', 'Named'], notPublic: ['不公开', 'Not public'], follower: ['一起跟的', 'Following'],
  mail: ['邮件通知', 'E-mail'], mailOn: ['每一步发到 {email}', 'Every step goes to {email}'], mailStop: ['不再发', 'Stop'], mailStart: ['每一步发邮件给我', 'E-mail me every step'], mailField: ['邮箱', 'E-mail'], mailStarted: ['开了，每一步都会发', 'On: every step will be sent'], mailStopped: ['不再发了', 'Stopped'],
  needWords: ['写一句原因', 'Give a reason in a sentence'],
  // mine
  myReports: ['我报的', 'My reports'], myNone: ['还没有报过', 'Nothing reported yet'], mineHere: ['我报的最近一件', 'My latest report'],
  // for staff
  reportersN: ['{n} 人上报', '{n} {n?reporter:reporters}'], showIdentity: ['查看身份', 'Show identity'], lookLogged: ['每看一次都有记录', 'Every look is logged'], lookTo: ['为什么看', 'Why'], lookToHint: ['例如回电核实', 'for example to call back'],
  identity: ['上报人身份', 'Identity of reporters'], identityLead: ['这次查看已记录。离开这一页后不会再显示。', 'This look has been logged. The names are not shown again once you leave.'],
  noIdentity: ['没有留身份', 'No identity given'], notForYou: ['保密：您的岗位看不到', 'Confidential: not for your role'], erased: ['已按本人要求删除', 'Erased at their wish'], name: ['姓名', 'Name'], phone: ['电话', 'Phone'], email: ['邮箱', 'E-mail'],
  toCase: ['回案卷', 'Back to the case'], additions: ['补充', 'Additions'], noLook: ['这个案卷没有可看的身份', 'This case has no identity to show'],
  searchKind: ['公开上报', 'Public report'], layer: ['公开上报', 'Public reports'],
});
