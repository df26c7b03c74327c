import { messages } from '#ground/i18n/index.ts';

export const t = messages({
  title: ['部件', 'Assets'],
  about: ['井盖、路灯、果皮箱等部件，一件一个点；移除的不画。', 'Manhole covers, lamps, bins and other assets, one point each; removed ones are left out.'],
  cells: ['太多时的格子：每块 8×8', 'Cells where there are too many, 8 by 8 to a tile'],
  code: ['16 位代码', '16-digit code'], class: ['类别代码', 'Code of the class'], name: ['名称', 'Name'], state: ['状态', 'State'], owner: ['权属单位代码', 'Code of the owner'], n: ['件数', 'Number'],
});
