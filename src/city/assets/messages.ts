import { messages } from '#ground/i18n/index.ts';

export const m = messages({
  title: ['部件', 'Assets'],
  unknown: ['没有：{codes}', 'There is no {codes}'],
  codeTwice: ['代码重复', 'A code is given twice'],
  outside: ['{code} 不在本市范围内', '{code} lies outside the city'],
  noAsset: ['没有编号为 {code} 的部件', 'There is no asset {code}'],
});
