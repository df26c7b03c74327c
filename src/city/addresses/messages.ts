import { messages } from '#ground/i18n/index.ts';

export const m = messages({
  title: ['地址', 'Addresses'],
  nearDoor: ['{road} {door} 号附近', 'Near {door} {road}'],
  atJunction: ['{name}', '{name}'],
  nearPoi: ['{name}附近', 'Near {name}'],
  onRoad: ['{name}', '{name}'],
  besideRoad: ['{name}附近', 'Near {name}'],
  inArea: ['{name}', '{name}'],
  outside: ['不在本市范围内', 'Outside the city'],
});
