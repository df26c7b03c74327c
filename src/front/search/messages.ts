import { messages } from '#ground/i18n/index.ts';

export const m = messages({
  title: ['查找', 'Find'],
  of: ['“{q}”', '“{q}”'],
  label: ['查找', 'Find'],
  hint: ['案卷号、地点、类别或拼音', 'Number, place, class or pinyin'],
  go: ['查', 'Find'],
  none: ['没有找到“{q}”', 'Nothing found for “{q}”'],
  noneLead: ['换个说法；编号要写全', 'Try other words; a number must be whole'],
  start: ['编号、地点、类别，都在这里查', 'Numbers, places and classes, all in one field'],
  startLead: ['例如 占道、zdjy、滨江路 128 号', 'Such as vending, zdjy or a street with its number'],
  cases: ['公开的事', 'Public reports'],
  places: ['地点', 'Places'],
  classes: ['类别', 'Classes'],
  onMap: ['在地图上看', 'On the map'],
  classMeta: ['看这一类公开的事', 'Public reports of this class'],
  nearest: ['门牌没有登记，这是最近的', 'This number is not on record; the nearest one'],
  door: ['门牌', 'Address'], road: ['道路', 'Road'], junction: ['路口', 'Junction'], poi: ['地点', 'Place'], area: ['区域', 'Area'], asset: ['部件', 'Asset'], coordinates: ['坐标', 'Position'],
});
