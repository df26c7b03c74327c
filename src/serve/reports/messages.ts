import { messages } from '#ground/i18n/index.ts';

export const m = messages({
  needPlace: ['标一下在哪里', 'Say where it is'],
  placeNotFound: ['没找到“{place}”，换个写法或在地图上点一下', '“{place}” was not found. Write it differently or tap the map.'],
  noAsset: ['没有这个部件：{code}', 'There is no such asset: {code}'],
  needAsset: ['先选是哪一个部件', 'Choose which one it is first'],
  needClassOrText: ['选一类，或写两句话', 'Choose a class or write a sentence'],
  needText: ['写一下您想说的', 'Write what you want to say'],
  understoodFirst: ['不是这种紧急情况，请先勾选下面的确认', 'If it is not such an emergency, tick the confirmation first'],
  needContact: ['实名或保密需要留电话或邮箱', 'Named and confidential reports need a phone number or e-mail'],
  natureNotForClass: ['“{class}”不收{nature}', '“{class}” does not take a {nature}'],

  badCursor: ['这个翻页位置不对，请从头看', 'This place in the list is not right; begin anew'],

});
