import { messages } from '#ground/i18n/index.ts';

export const o = messages({
  contact: ['{city}，{url}', '{city}, {url}'],
  keyService: ['登录后在“我的”里申请接口密钥：{url}', 'Sign in and ask for an API key under your account: {url}'],
  noJurisdiction: ['这里不管 {id}', 'Jurisdiction {id} is not served here'],
  noService: ['没有这类服务：{code}', 'There is no service with the code {code}'],
  question: ['向城市提一个问题，得到答复', 'Ask the city something and get an answer'],
  suggestion: ['提一个建议，得到回复', 'Suggest something and get a reply'],
  praise: ['表扬做得好的人和事', 'Thank someone for good work'],
  keyNeeded: ['要带接口密钥（api_key）', 'An API key is needed (api_key)'],
  noRequest: ['没有这一件：{id}', 'There is no request {id}'],
  noToken: ['没有这个令牌', 'There is no such token'],
  placeNeeded: ['要给 lat 和 long，或 address_string，或 address_id', 'Give lat and long, or address_string, or address_id'],
  pairNeeded: ['lat 和 long 要一起给', 'lat and long belong together'],
  tooDeep: ['页数太深，请用 start_date、end_date 或 updated_after 分段取', 'Too many pages: narrow by start_date and end_date or updated_after'],
  badBox: ['bbox 写成 西经度,南纬度,东经度,北纬度', 'bbox is west,south,east,north'],
  badStatus: ['status 只能是 open、closed', 'status can only be open or closed'],
  alreadyExists: ['这个更新 already exists（已经收过）', 'This update already exists'],
  notYourRequest: ['这个密钥不能更新这一件', 'This key may not update this request'],
  mediaNeeded: ['办结要附处置后照片（media）', 'A finished request needs an after-photo (media)'],
  badMedia: ['media_url 要是图片的 data: 内容或 http(s) 地址', 'media_url must be a data: picture or an http(s) address'],
});
