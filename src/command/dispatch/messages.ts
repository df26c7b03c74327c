import { messages } from '#ground/i18n/index.ts';

export const m = messages({
  dispatch: ['派遣', 'Dispatch'], dispatchDesk: ['派遣台', 'Dispatch desk'], urging: ['督办', 'Urging'], urgingDesk: ['督办台', 'Urging desk'], handling: ['承办', 'Handling'], handlingDesk: ['承办台', 'Handling desk'],
  toDispatch: ['待派遣', 'To dispatch'], sentBack: ['退回来的', 'Returned'], extensions: ['延期待批', 'More time asked'], underWay: ['处置中', 'Under way'], suspended: ['挂账', 'Suspended'], appeals: ['申诉初审', 'Appeals'], dueSoon: ['快到期和已超时', 'Due soon and late'],
  toSign: ['待签收', 'To sign for'], doing: ['在办', 'Under way'], asked: ['待答复', 'To answer'], assisting: ['协办', 'Assisting'], done: ['已办', 'Done'],
});
