import { messages } from '#ground/i18n/index.ts';

export const m = messages({
  title: ['类别', 'Classes'],
  unknownClass: ['没有这个类别：{code}', 'There is no class {code}'],
  expiredClass: ['类别 {code} 已停用，请另选一个', 'Class {code} is no longer in use. Choose another.'],
  futureClass: ['类别 {code} 从 {day} 起才能用', 'Class {code} may be used from {day} on'],
  mainClass: ['{code} 是大类，请选到小类', '{code} is a main class. Choose one of its small classes.'],
  answerNeeded: ['这一项要填', 'This is needed'],
  answerNumber: ['这里要填数字', 'This must be a number'],
  answerDate: ['这里要填日期和时间，写成 2026-11-18T09:41+08:00', 'This must be a date and time such as 2026-11-18T09:41+08:00'],
  answerChoice: ['只能选列出的：{values}', 'Choose one of: {values}'],
  answerOne: ['只能选一个', 'Choose one only'],
  answerLong: ['太长了，最多 {max} 个字', 'Too long; at most {max} characters'],
  answerText: ['这里要填文字', 'This must be text'],
  answerUnknown: ['这个类别没有这一问：{code}', 'This class has no question {code}'],
  codeTwice: ['代码重复：{codes}', 'Given twice: {codes}'],
  noParent: ['大类不存在：{codes}', 'There is no main class {codes}'],
});
