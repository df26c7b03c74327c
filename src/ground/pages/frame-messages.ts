import { messages } from '../i18n/index.ts';

export const m = messages({
  skip: ['跳到正文', 'Skip to content'],
  nav: ['主导航', 'Main navigation'],
  otherLanguage: ['EN', '中文'],
  otherLanguageLabel: ['English', '中文'],
  platform: ['城域开放众创空间', 'City as an open mass innovation space'],
  demo: ['演示数据，城市是虚构的', 'Demo data, an invented city'],
  findLabel: ['查找', 'Find'],
  findHint: ['案卷号、地点、电话、类别拼音', 'Number, place, phone, class'],
  live: ['实时', 'Live'],
  liveAway: ['断开，正在重连', 'Offline, reconnecting'],
  waiting: ['{n} 件待办', '{n} {n?item:items} waiting'],
  back: ['返回', 'Back'],
  signIn: ['登录', 'Sign in'],
  embedded: ['用的是内置数据库', 'On the embedded database'],
  notFoundTitle: ['没有这一页', 'No such page'],
  refusedTitle: ['做不了', 'This cannot be done'],
  brokenTitle: ['没做成', 'Something went wrong'],
  goHome: ['回首页', 'To the home page'],
});
