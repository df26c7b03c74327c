// Events (事件): what happens. The list, its texts and its limits are the demo city's own.
import type { Class } from '../../src/city/package/contract.ts';
import { BLOCKS, HURT, STILL, choice, count, group, small, words } from './class-words.ts';

const GAS = { zh: '闻到燃气味？先离开，再打 119。不要开灯，不要在楼道打电话。', en: 'Smell gas? Leave first, then call 119. Touch no switch and do not phone from the stairs.', phone: '119', blocks: true };
const FIRE = { zh: '看到明火或浓烟，先打 119。', en: 'Flames or thick smoke? Call 119 first.', phone: '119', blocks: false };
const HURT_STOP = { zh: '有人受伤先打 120，路上有危险先打 110。', en: 'Someone hurt? Call 120 first. Danger on the road? Call 110.', phone: '120', blocks: false };
const WIRES = { zh: '电线落地，离开 8 米以上，看住旁人，打 119。通信线缆可以继续上报。', en: 'Power line down? Keep 8 m away, warn others, call 119. For telecom cables, go on.', phone: '119', blocks: false };
const PRIVATE = { visibility: 'private', roundingM: 500, natures: ['report', 'complaint'] } satisfies Partial<Class>;

export const EVENTS: Class[] = [
  group('E01', '市容环境', 'Cleanliness and order'),
  small('E0101', '私搭乱建', 'Illegal building', '违建, 搭棚, 加盖, 彩钢房, illegal building, shed', [['未经许可正在搭建', 'Being built without permission', '停工，设标识', 'Work stopped and marked', '4u'], ['已建成的私搭', 'Already built', '拆除清场，或转入查处程序', 'Taken down, or handed to the legal procedure', '15d']], { weight: 16, questions: [choice('phase', '正在搭还是已建成', 'Being built or finished?', true, [['building', '正在搭', 'Being built'], ['built', '已建成', 'Finished']])] }),
  small('E0107', '沿街晾挂', 'Washing in the street', '晒被子, 晾衣服, 绿化带晾晒, laundry, washing', [['在树木、护栏、路灯杆上晾挂', 'Hung on trees, railings or lamp posts', '取下', 'Taken down', '2h']]),
  small('E0110', '暴露垃圾', 'Rubbish in the open', '垃圾, 垃圾没人收, 一堆垃圾, 臭, rubbish, garbage, trash', [['散落生活垃圾 1 平方米以上', 'Household rubbish over 1 m²', '清走、扫净', 'Removed and swept', '4h']], { weight: 80, questions: [choice('size', '有多大一堆', 'How much?', false, [['bag', '几袋', 'A few bags'], ['barrow', '一三轮车', 'A cartload'], ['truck', '更多', 'More'] ])] }),
  small('E0111', '积存渣土', 'Dumped rubble', '建筑垃圾, 装修垃圾, 渣土, 砖头, rubble, builders waste', [['渣土、装修垃圾堆放', 'Rubble or renovation waste dumped', '清运，追查来源', 'Carted away, source followed up', '2d']], { weight: 34 }),
  small('E0112', '道路不洁', 'Dirty road', '路脏, 油污, 泥巴, 落叶, dirty road, mud, leaves', [['路面有泥、油、落叶，长 5 米以上', 'Mud, oil or leaves over 5 m', '清扫冲洗', 'Swept and washed', '2h']], { weight: 40 }),
  small('E0192', '垃圾满溢', 'Bin overflowing', '垃圾桶满了, 溢出来, 满冒, bin full, overflow', [['垃圾高出桶口或落地', 'Rubbish above the rim or on the ground', '清空，周边扫净', 'Emptied and swept around', '4h']], { weight: 70 }),
  small('E0113', '道路破损', 'Damaged road', '坑, 坑洼, 路面裂, 路不平, pothole, road damage, crack', [['坑洞深 5 厘米以上', 'Pothole deeper than 5 cm', '填补压实', 'Filled and firm', '2d'], ['裂缝、松散', 'Cracks or loose surface', '修补', 'Repaired', '5d']], { weight: 52, stopper: HURT_STOP }),
  small('E0114', '道路遗撒', 'Spill on the road', '渣土车撒, 水泥, 遗撒, spill, gravel', [['车辆遗撒成线成片', 'Load spilt in a line or patch', '清除，查车', 'Cleared, vehicle followed up', '4h']], { weight: 20 }),
  small('E0117', '绿地脏乱', 'Untidy green', '草坪垃圾, 绿化带脏, 黄土裸露, lawn, green space', [['绿地有垃圾或被踩秃', 'Litter on a green, or worn bare', '清理补植', 'Cleaned and replanted', '3d']], { weight: 26 }),
  small('E0120', '焚烧垃圾树叶', 'Burning rubbish', '烧垃圾, 烧树叶, 冒烟, burning, smoke', [['露天焚烧', 'Burning in the open', '扑灭，清走灰渣', 'Put out, ashes removed', '2u']], { stopper: FIRE }),
  small('E0125', '水域不洁', 'Dirty water', '河里垃圾, 湖面漂浮物, 水发臭, river litter, algae, dirty water', [['漂浮物 1 平方米以上，或水色异味', 'Floating matter over 1 m², or colour and smell', '打捞，查排口', 'Skimmed, outlets checked', '2d']], { weight: 22 }),
  small('E0128', '噪声扰民', 'Noise', '噪音, 吵, 广场舞, 音响, 空调外机, noise, loud, music', [['商业音响、空调、广场音响扰民', 'Loudspeakers, units or square dancing disturb people', '音量降到限值以下', 'Below the limit', '2u']], { weight: 64, roundingM: 100, questions: [choice('when', '什么时候吵', 'When is it loud?', true, [['day', '白天', 'By day'], ['evening', '傍晚', 'In the evening'], ['night', '夜里 22 点后', 'After 22:00']]), words('source', '声音从哪来', 'Where does it come from?', ['例如广场东侧的音箱', 'For example the speaker east of the square'])] }),
  small('E0129', '露天烧烤油烟', 'Barbecue smoke', '烧烤, 油烟, 大排档, barbecue, smoke, fumes', [['露天烧烤或油烟直排', 'Open barbecue or fumes straight outside', '停止，设备移走或加净化', 'Stopped; grill removed or filter fitted', '2u']], { weight: 30, roundingM: 50 }),
  small('E0136', '乱堆物料', 'Things piled up', '堆东西, 楼道堆物, 杂物, 僵尸家具, clutter, piled up', [['占道堆放物料、家具', 'Goods or furniture left in the way', '清走', 'Removed', '1d']], { weight: 38, questions: [BLOCKS] }),
  small('E0137', '动物尸体', 'Dead animal', '死猫, 死狗, 死老鼠, dead animal', [['路面、绿地有动物尸体', 'Dead animal on road or green', '收走、消毒', 'Removed, disinfected', '4h']]),
  small('E0184', '违规养犬', 'Dog off the lead', '遛狗不牵绳, 狗粪, 大型犬, dog, no leash', [['不牵绳、粪便不清', 'No lead, or mess left', '当面告诫，清理', 'Warned, cleaned', '1d']], { weight: 24, stopper: { zh: '被狗咬伤，先冲洗伤口并去医院，紧急打 120。', en: 'Bitten? Rinse the wound and see a doctor; call 120 if it is bad.', phone: '120', blocks: false } }),

  group('E02', '宣传广告', 'Advertising'),
  small('E0201', '非法小广告', 'Illegal stickers', '小广告, 牛皮癣, 贴纸, 喷漆广告, stickers, flyposting, graffiti', [['张贴、喷涂小广告', 'Stickers or sprayed adverts', '清除干净，不留痕', 'Removed without trace', '1d']], { weight: 44 }),
  small('E0202', '散发广告', 'Handing out leaflets', '发传单, 塞门缝, 插车卡片, leaflets, flyers', [['散发传单、卡片', 'Leaflets or cards handed out', '劝止，捡拾', 'Stopped and picked up', '2h']]),
  small('E0203', '违规户外广告', 'Unlawful billboard', '违规广告, 横幅, 条幅, 充气拱门, banner, billboard', [['未经批准设置横幅、牌匾', 'Banner or sign without permission', '拆除或补批', 'Removed or approved', '3d']], { weight: 14 }),

  group('E03', '施工管理', 'Building sites'),
  small('E0301', '施工扰民', 'Site noise', '夜间施工, 打桩, 工地吵, construction noise, site at night', [['夜间 22 时至次日 6 时无证施工', 'Work between 22:00 and 6:00 without a permit', '停工', 'Work stopped', '2u'], ['白天超标', 'Over the limit by day', '降噪达标', 'Brought below the limit', '1d']], { weight: 46, roundingM: 50, questions: [choice('now', '现在还在施工吗', 'Is work going on now?', true, [['yes', '在', 'Yes'], ['no', '停了', 'It has stopped']])] }),
  small('E0304', '工地扬尘', 'Site dust', '扬尘, 灰大, 没洒水, dust', [['裸土未盖、车轮带泥、未喷淋', 'Bare soil, muddy wheels, no spraying', '覆盖冲洗', 'Covered and washed', '2h']], { weight: 30 }),
  small('E0302', '施工占道', 'Road works in the way', '围挡占路, 挖路, 施工没绕行, road works, hoarding', [['超范围、超时占道或无绕行提示', 'Beyond the permit, or no diversion shown', '退回许可范围，设提示', 'Back within the permit, signs set', '1d']], { weight: 20, questions: [BLOCKS] }),

  group('E04', '街面秩序', 'Street order'),
  small('E0401', '无照游商', 'Unlicensed hawker', '游商, 流动摊贩, 三轮车卖水果, hawker, street seller', [['流动兜售', 'Selling on the move', '劝离', 'Moved on', '2u']], { weight: 72, questions: [STILL, count('stalls', '几个摊', 'How many stalls?')] }),
  small('E0405', '店外经营', 'Goods outside a shop', '店外摆货, 出店, 商店占人行道, shop display, outside shop', [['货品、桌椅摆出门外', 'Goods or tables put outside', '收回店内', 'Taken inside', '2u']], { weight: 58, questions: [BLOCKS] }),
  small('E0406', '占道经营', 'Stall on the pavement', '摆摊, 水果摊, 地摊, 摊贩占道, 早餐摊, 占人行道, 堵路, stall, vendor, fruit cart, blocking pavement', [['在道路、人行道上摆摊设点', 'A stall set up on road or pavement', '摊点清除、路面清洁', 'Stall gone, surface clean', '2u']], { weight: 100, questions: [STILL, BLOCKS, count('stalls', '几个摊', 'How many stalls?')], about: { zh: '固定在一处的摊点；推着走的选无照游商，店铺往外摆的选店外经营。', en: 'A stall that stays in one place. For one that moves choose hawker; for a shop’s own goods choose goods outside a shop.' } }),
  small('E0410', '非机动车乱停', 'Bicycles parked badly', '电动车乱停, 自行车堵门, bikes, e-bike parking', [['未入位，挡通道', 'Outside the marks and in the way', '摆齐入位', 'Put in line', '2h']], { weight: 54, questions: [BLOCKS] }),
  small('E0493', '共享单车堆积', 'Shared bikes piled up', '共享单车, 单车堆, 单车挡路, shared bikes, dockless, bike pile', [['堆积 10 辆以上或堵人行道', 'Ten or more piled up, or pavement blocked', '清运、摆齐', 'Taken away or lined up', '2h']], { weight: 62, questions: [choice('brand', '哪家的车', 'Whose bikes?', false, [['qingdou', '青豆', 'Qingdou'], ['xiaoju', '小橘', 'Xiaoju'], ['both', '都有', 'Both']]), count('bikes', '大约几辆', 'About how many?')] }),
  small('E0411', '机动车违停', 'Cars parked badly', '违停, 占盲道停车, 堵小区门, illegal parking, car parked', [['人行道、通道停放机动车', 'Car on pavement or access', '驶离或依法处理', 'Moved or dealt with by law', '2h']], { weight: 66, questions: [BLOCKS] }),
  small('E0496', '占用消防通道', 'Fire lane blocked', '消防通道, 生命通道, 堵消防, fire lane', [['消防通道被占', 'Fire lane blocked', '立即清空', 'Cleared at once', '1u']], { weight: 30, stopper: FIRE }),
  small('E0495', '占道促销', 'Promotion in the street', '促销, 搭台, 拱门, promotion, sales tent', [['占道搭台促销', 'Stage or tent on the street', '撤走', 'Removed', '2u']], { weight: 12 }),

  group('E05', '突发事件', 'Incidents'),
  small('E0501', '供水管破裂', 'Water main burst', '爆管, 水管爆, 路上冒水, 漏水, burst pipe, water leak', [['路面冒水', 'Water rising from the road', '止水、抢修', 'Shut off and repaired', '1u']], { weight: 18, stopper: HURT_STOP }),
  small('E0502', '燃气泄漏', 'Gas leak', '燃气味, 煤气味, 漏气, gas smell, gas leak', [['闻到燃气味', 'Smell of gas', '抢修、检测合格', 'Repaired and tested', '1u']], { stopper: GAS }),
  small('E0503', '排水堵塞冒溢', 'Drain overflowing', '下水道堵, 污水冒, 反水, sewage, drain blocked', [['污水冒溢', 'Sewage rising', '疏通、冲洗', 'Cleared and washed', '4h']], { weight: 42 }),
  small('E0505', '路面塌陷', 'Road collapse', '塌方, 大坑, 路塌了, 空洞, sinkhole, collapse', [['路面下陷或出洞', 'Road sinking or a hole opens', '当场围护，回填', 'Fenced at once and filled', '2u']], { weight: 10, stopper: HURT_STOP, questions: [HURT] }),
  small('E0506', '道路积水', 'Water on the road', '积水, 水坑, 下雨淹, 公交站积水, flooding, puddle, standing water', [['积水深 10 厘米以上或漫上人行道', 'Over 10 cm deep or on the pavement', '排干，查雨水口', 'Drained, gullies checked', '2u']], { weight: 28 }),
  small('E0507', '积雪结冰', 'Snow and ice', '雪, 冰, 路滑, ice, snow, slippery', [['路面结冰或积雪', 'Ice or snow on the way', '清除撒布', 'Cleared and gritted', '4h']]),
  small('E0508', '架空线缆脱落', 'Cables down', '电线掉了, 线缆垂落, 网线, wires, cable down', [['线缆垂落、断开', 'Cable hanging or down', '固定或移除', 'Fixed or removed', '2u']], { weight: 16, stopper: WIRES }),

  group('E06', '其他事件', 'Other'),
  small('E0604', '门前责任', 'Frontage duty', '门前三包, 门口脏, shop front', [['门前不洁、秩序乱', 'Frontage dirty or untidy', '整改', 'Put right', '4h']], { weight: 12 }),
  small('E0691', '检举违法', 'Report of an offence', '检举, 举报违法, 黑作坊, 偷排, tip-off, offence', [['有明确对象或地点的违法线索', 'A lead with a named person or place', '查实处理并答复检举人', 'Checked, dealt with, and answered', '5d']], { ...PRIVATE, weight: 8 }),
  small('E0692', '对工作人员的投诉', 'Complaint about staff', '投诉态度, 吃拿卡要, 不作为, staff, rude', [['对办理人员的投诉', 'About someone who handled a matter', '由监督中心核实答复', 'Looked into by the supervision centre', '5d']], { ...PRIVATE, natures: ['complaint'], weight: 8 }),
  small('E0699', '其他', 'Something else', '其他, 别的, other, something else', [['属城市管理的其他问题', 'Another matter of the city’s care', '办结并答复', 'Done and answered', '3d']], { natures: ['report', 'complaint', 'help', 'question', 'suggestion', 'praise'], weight: 20 }),
];
