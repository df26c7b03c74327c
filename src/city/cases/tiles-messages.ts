import { messages } from '#ground/i18n/index.ts';

export const t = messages({
  loading: ['地图数据正在准备，几秒后再来', 'The map data is being prepared; try again in a few seconds'],
  nearOnly: ['这个条件从第 14 级起才能用', 'This filter works from zoom 14 on'],
  title: ['公开的事', 'Public cases'],
  about: ['所有公开的案件：远看是计数的格子，第 14 级起一件一个点。位置按类别取整。', 'Every public case: counted cells far out, one point each from zoom 14 on. Positions are rounded as their class wants it.'],
  deskTitle: ['我能看的案件', 'Cases I may see'],
  deskAbout: ['按岗位能看的案件，实际位置。', 'The cases that a desk may see, where they really are.'],
  cells: ['格子：每块 8×8', 'Cells, 8 by 8 to a tile'],
  points: ['一件一个点', 'One point each'],
  n: ['件数', 'Number of cases'],
  open: ['在办件数', 'Number of open cases'],
  late: ['超时件数', 'Number of open cases past their limit'],
  many: ['这一块太多，用格子代替点', 'Too many here: cells stand for points'],
  class: ['小类代码', 'Code of the class'],
  stage: ['阶段', 'Stage'],
  sign: ['阶段图形', 'Shape of the stage'],
  due: ['时限，1970 年起的秒；已结、挂账的没有', 'Limit, seconds since 1970; absent when closed or suspended'],
  amber: ['预警时间，1970 年起的秒', 'When it is nearly over, seconds since 1970'],
  number: ['案件编号', 'Number of the case'],
  hidden: ['不公开', 'Not public'],
});
