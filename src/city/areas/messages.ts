import { messages } from '#ground/i18n/index.ts';

export const m = messages({
  title: ['区域', 'Areas'],
  noParent: ['上级区域不存在：{codes}', 'No such parent area: {codes}'],
  circle: ['上级绕成了圈：{codes}', 'These areas are their own ancestors: {codes}'],
  wrongOrder: ['{code} 的上级要比它大一级以上', '{code} must have a parent larger than itself'],
  codeTwice: ['代码重复：{codes}', 'Given twice: {codes}'],
  emptyOutline: ['边界是空的', 'The outline is empty'],
});
