import { messages } from '#ground/i18n/index.ts';

export const m = messages({
  title: ['机构', 'Organisations'],
  unknown: ['没有：{codes}', 'There is no {codes}'],
  circle: ['上级绕成了圈：{codes}', 'These organisations are their own ancestors: {codes}'],
  stillNeeded: ['还有责任条目或下级机构归它，先改派再停用', 'Lines of responsibility or organisations still depend on it. Move them first.'],
});
