// Classes as a district would have them, with a phrase list of how people say things: the measure of the matcher.
import type { ClassInput } from './contract.ts';

const small = (code: string, name: string, name_en: string, keywords: string[], extra: Partial<ClassInput> = {}): ClassInput =>
  ({ code, scheme: 'N2', kind: code.startsWith('1') ? 'component' : 'event', parent: code.slice(0, 3), name, name_en, keywords, weight: 10, ...extra });
const main = (code: string, name: string, name_en: string): ClassInput => ({ code, scheme: 'N2', kind: code.startsWith('1') ? 'component' : 'event', name, name_en });

export const CLASSES: ClassInput[] = [
  main('101', '公用设施', 'Public utilities'), main('102', '道路交通设施', 'Road and traffic'), main('103', '市容环境设施', 'Sanitation facilities'), main('104', '园林绿化设施', 'Parks and trees'),
  main('201', '市容环境', 'Cleanliness'), main('202', '宣传广告', 'Advertising'), main('203', '施工管理', 'Construction'), main('204', '街面秩序', 'Street order'), main('205', '突发事件', 'Emergencies'),
  small('10102', '污水井盖', 'Sewer manhole cover', ['井盖', '下水道盖子', '井盖丢失', '井盖破损', 'manhole', 'sewer cover'], { weight: 60, asset_class: '0102' }),
  small('10103', '雨水井盖', 'Storm drain cover', ['雨水井', '雨水盖子', 'storm drain'], { asset_class: '0103' }),
  small('10104', '雨水箅子', 'Storm grate', ['雨箅子', '下水箅子', 'grate']),
  small('10137', '路灯', 'Street light', ['路灯不亮', '灯坏了', '灯不亮', '没有路灯', '路灯坏', 'lamp', 'street lamp', 'light out'], { weight: 80, asset_class: '0137' }),
  small('10130', '电力立杆', 'Utility pole', ['电线杆', '电杆倾斜', 'electric pole']),
  small('10146', '户外健身设施', 'Outdoor fitness equipment', ['健身器材', '锻炼器材', 'gym equipment', 'exercise machine']),
  small('10204', '公交站亭', 'Bus stop', ['公交站', '公交站牌', '候车亭', 'bus shelter']),
  small('10217', '交通护栏', 'Traffic railing', ['护栏', '栏杆', 'guard rail', 'railing']),
  small('10213', '交通信号灯', 'Traffic light', ['红绿灯', '信号灯', 'traffic signal'], { weight: 30 }),
  small('10301', '公共厕所', 'Public toilet', ['厕所', '公厕', '卫生间', '洗手间', 'restroom', 'lavatory'], { weight: 30 }),
  small('10305', '垃圾箱', 'Litter bin', ['垃圾桶', '果皮箱', 'trash can', 'rubbish bin', 'garbage bin'], { weight: 40 }),
  small('10402', '行道树', 'Street tree', ['树枝', '树倒了', '枯树', '大树', '树挡', 'tree', 'branch'], { weight: 40 }),
  small('10407', '街头座椅', 'Bench', ['长椅', '椅子', '座椅', 'seat']),
  small('20101', '私搭乱建', 'Illegal building', ['违建', '违章建筑', '搭棚', '加盖', '违法建设', 'unauthorised structure'], { weight: 30 }),
  small('20110', '暴露垃圾', 'Exposed rubbish', ['垃圾', '一堆垃圾', '垃圾没人清', '垃圾成堆', 'rubbish', 'garbage', 'trash', 'litter', 'dumped waste'], { weight: 95 }),
  small('20111', '积存垃圾渣土', 'Piled debris', ['渣土', '建筑垃圾', '装修垃圾', 'rubble', 'construction waste'], { weight: 30 }),
  small('20112', '道路不洁', 'Dirty road', ['路面脏', '地上脏', '没人扫', '扫地', 'dirty street'], { weight: 30 }),
  small('20113', '道路破损', 'Damaged road', ['坑', '路坑', '路面坑洼', '路坏了', '路面破损', '大坑', 'pothole', 'broken pavement', 'cracked road'], { weight: 70 }),
  small('20125', '水域不洁', 'Dirty water', ['河里垃圾', '河水脏', '河面漂浮物', 'dirty river', 'floating litter']),
  small('20128', '商业噪音', 'Commercial noise', ['喇叭', '音响太吵', '店铺噪音', '高音喇叭', '广场舞', 'loud music', 'loudspeaker'], { weight: 40 }),
  small('20129', '露天烧烤', 'Open-air barbecue', ['烧烤', '烤串', '油烟', 'barbecue', 'bbq', 'smoke']),
  small('20130', '乱倒乱排污水', 'Waste water dumping', ['污水', '倒脏水', '排污', '臭水', 'sewage']),
  small('20138', '擅自饲养家禽家畜', 'Keeping poultry', ['养鸡', '养鸭', '公鸡打鸣', 'chicken', 'rooster']),
  small('20184', '违规养犬', 'Dogs', ['狗', '遛狗', '狗屎', '狗粪', '不牵绳', '流浪狗', 'dog', 'off leash'], { weight: 40 }),
  small('20201', '非法小广告', 'Illegal stickers', ['小广告', '牛皮癣', '贴广告', '办证广告', 'sticker', 'graffiti', 'flyer'], { weight: 50 }),
  small('20203', '违规户外广告', 'Illegal billboard', ['广告牌', '大广告', 'billboard']),
  small('20301', '施工扰民', 'Construction noise', ['夜间施工', '半夜施工', '施工噪音', '工地吵', 'night construction', 'construction noise'], { weight: 60 }),
  small('20302', '施工占道', 'Works blocking the road', ['施工挡路', '围挡占路', 'roadwork']),
  small('20304', '工地扬尘', 'Construction dust', ['扬尘', '灰尘', '尘土', 'dust'], { weight: 30 }),
  small('20401', '无照经营游商', 'Unlicensed hawkers', ['小贩', '流动摊贩', '游商', '摆摊', '地摊', 'hawker', 'street vendor', 'peddler'], { weight: 80 }),
  small('20405', '店外经营', 'Trading outside the shop', ['店门口摆', '出店经营', '占用门前', 'shop goods outside'], { weight: 50 }),
  small('20406', '占道经营', 'Trading on the pavement', ['占道', '占路摆摊', '摊位占道', '占人行道', '挡路', 'stall', 'blocking sidewalk', 'blocking pavement'], { weight: 90 }),
  small('20409', '机动车乱停放', 'Illegal parking', ['乱停车', '违停', '车停', '占车位', '停车', 'car parked', 'illegal parking', 'double parking'], { weight: 90 }),
  small('20410', '非机动车乱停放', 'Bicycles left in the way', ['自行车乱停', '电动车乱停', '电瓶车', '非机动车', 'bicycle', 'e-bike', 'scooter'], { weight: 60 }),
  small('20493', '共享单车管理', 'Shared bikes', ['共享单车', '单车乱放', '小黄车', '哈啰', 'shared bike', 'bike share'], { weight: 60 }),
  small('20496', '占用消防通道', 'Blocked fire lane', ['消防通道', '堵消防通道', '消防车道', 'fire lane'], { weight: 20 }),
  small('20502', '燃气管道破裂', 'Gas leak', ['燃气泄漏', '煤气味', '燃气味', '漏气', 'gas leak', 'smell of gas'], { weight: 10, stopper: { zh: '闻到燃气味？先离开，再打 119', en: 'Smell gas? Leave first, then call 119.', phone: '119', blocks: true } }),
  small('20505', '路面塌陷', 'Road collapse', ['塌陷', '地面塌了', '塌方', 'sinkhole']),
  small('20506', '道路积水', 'Flooded road', ['积水', '淹水', '内涝', 'flood', 'standing water'], { weight: 30 }),
  small('20508', '架空线缆脱落', 'Fallen cable', ['电线掉', '线缆垂落', '电线垂下来', 'fallen wire', 'hanging cable']),
  small('20490', '旧类占道', 'Old class', ['占道经营'], { valid_to: '2024-12-31' }),
];

/** What people write, and the class they mean. */
export const PHRASES: [text: string, code: string][] = [
  ['占道经营', '20406'], ['有人占道摆摊', '20406'], ['水果摊把人行道都占了，占道', '20406'], ['zdjy', '20406'], ['zhandaojingying', '20406'], ['zhandao', '20406'], ['fruit stall blocking the pavement', '20406'],
  ['井盖', '10102'], ['井盖丢了', '10102'], ['路上井盖破损，很危险', '10102'], ['jinggai', '10102'], ['jing gai', '10102'], ['manhole cover missing', '10102'], ['雨水井盖翘起来了', '10103'], ['下水道盖子没了', '10102'],
  ['路灯', '10137'], ['路灯不亮', '10137'], ['这条路晚上灯不亮', '10137'], ['我家门口路灯坏了好几天', '10137'], ['ludeng', '10137'], ['ld', '10137'], ['street light out', '10137'], ['lamp broken on Binjiang Road', '10137'], ['stret light not working', '10137'],
  ['一堆垃圾没人清', '20110'], ['垃圾', '20110'], ['路边垃圾成堆', '20110'], ['laji', '20110'], ['rubbish everywhere', '20110'], ['Trash dumped behind the school', '20110'], ['garbage', '20110'], ['垃圾桶满了', '10305'], ['果皮箱坏了', '10305'], ['rubbish bin is full', '10305'],
  ['装修垃圾堆在楼下', '20111'], ['建筑垃圾', '20111'], ['路上有个大坑', '20113'], ['路面坑洼', '20113'], ['pothole', '20113'], ['Deep potholes on the road', '20113'], ['lumiankengwa', '20113'], ['路面塌陷', '20505'],
  ['乱停车', '20409'], ['汽车违停堵住路口', '20409'], ['luantingche', '20409'], ['cars parked illegally', '20409'], ['illegal parking', '20409'], ['共享单车堆成山', '20493'], ['单车乱放', '20493'], ['shared bikes', '20493'], ['gxdc', '20493'], ['电动车乱停在楼道口', '20410'],
  ['消防通道被堵', '20496'], ['半夜施工', '20301'], ['工地吵得睡不着', '20301'], ['shigongraomin', '20301'], ['construction noise at night', '20301'], ['工地扬尘大', '20304'], ['dust from the building site', '20304'],
  ['小广告', '20201'], ['楼道里贴满牛皮癣', '20201'], ['xiaoguanggao', '20201'], ['xgg', '20201'], ['graffiti on the wall', '20201'], ['小贩', '20401'], ['流动摊贩', '20401'], ['xiaofan', '20401'], ['hawkers', '20401'],
  ['烧烤油烟太大', '20129'], ['barbecue smoke', '20129'], ['广场舞音响太吵', '20128'], ['loud music from shop', '20128'], ['遛狗不牵绳', '20184'], ['狗屎没人管', '20184'], ['dog off leash', '20184'], ['公鸡打鸣', '20138'],
  ['树倒了', '10402'], ['枯树枝快掉下来了', '10402'], ['fallen tree branch', '10402'], ['公厕没水', '10301'], ['厕所太脏', '10301'], ['public toilet closed', '10301'], ['红绿灯不亮', '10213'], ['traffic light broken', '10213'],
  ['闻到燃气味', '20502'], ['gas leak', '20502'], ['马路积水', '20506'], ['jishui', '20506'], ['flooded road', '20506'], ['电线掉下来了', '20508'], ['护栏倒了', '10217'], ['违建', '20101'], ['楼顶加盖', '20101'], ['weijian', '20101'], ['河面漂浮物', '20125'], ['健身器材坏了', '10146'], ['bus stop glass broken', '10204'], ['长椅坏了', '10407'],
];
