import { messages } from '#ground/i18n/index.ts';

export const t = messages({
  areas: ['区域', 'Areas'],
  areasAbout: ['市、区、街道、社区的边界；远看的简化过。', 'Outlines of the city, its districts, streets and communities; simplified far out.'],
  grid: ['单元网格', 'Grid cells'],
  gridAbout: ['单元网格的边界。', 'Outlines of the grid cells.'],
  code: ['代码', 'Code'],
  kind: ['级别：city district street community cell', 'Kind: city district street community cell'],
  name: ['名称', 'Name'],
  nameEn: ['英文名称', 'Name in English'],
  parent: ['上级代码', 'Code of the area above'],
  many: ['这一块太多，只有大的', 'Too many here: only the larger ones'],
});
