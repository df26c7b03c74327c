// Components (部件): what stands in the street. The list, its texts and its limits are the demo city's own.
import type { Class } from '../../src/city/package/contract.ts';
import { group, small, choice, words, type Row } from './class-words.ts';

const COVER = (owner: string, en: string): Row[] => [
  ['井盖缺失、移位或开裂，可能伤人', 'Cover missing, shifted or cracked; someone could be hurt', '先围护，再换上合格井盖并与路面齐平', 'Fenced at once, then a sound cover fitted flush', '2u'],
  [`井盖破损或翘动作响（${owner}）`, `Cover damaged or rattling (${en})`, '修复或更换，踩踏不动', 'Repaired or replaced; firm underfoot', '4h'],
  ['井圈周边下沉超过 2 厘米', 'Ground round the frame sunk by more than 2 cm', '周边补平', 'Surround made level', '5d'],
];
const GONE_OR_BROKEN = (zh: string, en: string, limit: string): Row[] => [
  [`${zh}缺失或倒伏`, `${en} missing or fallen`, '补装或扶正', 'Put back or set upright', limit],
  [`${zh}破损、脏污，影响使用`, `${en} damaged or dirty and hard to use`, '修好、擦净', 'Repaired and cleaned', '3d'],
];
const COVER_STATE = choice('state', '井盖怎么了', 'What is wrong with the cover?', true, [['missing', '没了', 'Missing'], ['broken', '破了', 'Broken'], ['noisy', '翘动作响', 'Rattles'], ['sunk', '周边下沉', 'Sunk surround']]);
const FALL_IN = { zh: '有人掉进井里，先打 119。没有人受伤再继续上报，并请站在旁边提醒别人。', en: 'Someone fell in? Call 119 first. If nobody is hurt, go on, and warn others until help comes.', phone: '119', blocks: false };
const GAS = { zh: '闻到燃气味？先离开，不要开关电器，到空旷处打 119 和燃气公司。这里不受理漏气。', en: 'Smell gas? Leave first, touch no switch, and call 119 and the gas company from the open. Leaks are not taken here.', phone: '119', blocks: true };
const SHOCK = { zh: '电线断落或设备冒火花，请离开 8 米以上，打 119 和供电抢修电话。', en: 'Wires down or sparks? Keep 8 m away and call 119 and the power company.', phone: '119', blocks: true };

export const COMPONENTS: Class[] = [
  group('C01', '公用设施', 'Utilities'),
  small('C0101', '上水井盖', 'Water cover', '自来水井盖, 供水井盖, 水表井, water manhole, water cover', COVER('供水', 'water'), { assetClass: 'C0101', questions: [COVER_STATE], stopper: FALL_IN, weight: 18 }),
  small('C0102', '污水井盖', 'Sewer cover', '下水道井盖, 窨井盖, 化粪井, 井盖, sewer manhole, manhole', COVER('排水', 'drainage'), { assetClass: 'C0102', questions: [COVER_STATE], stopper: FALL_IN, weight: 30 }),
  small('C0103', '雨水井盖', 'Storm drain cover', '雨水井, 井盖坏了, 井盖丢了, storm drain, drain cover', COVER('排水', 'drainage'), { assetClass: 'C0103', questions: [COVER_STATE], stopper: FALL_IN, weight: 30 }),
  small('C0104', '雨水箅子', 'Gully grate', '雨箅子, 下水口, 水篦子, 堵了, gully, drain grate, blocked drain', [
    ['箅子缺失或断裂', 'Grate missing or broken', '补装，缝隙不过 3 厘米', 'Replaced; gaps under 3 cm', '2u'], ['箅口堵塞，积泥积叶', 'Grate blocked with mud or leaves', '清掏到能排水', 'Cleared until it drains', '1d'],
  ], { weight: 22 }),
  small('C0105', '电力井盖', 'Power cover', '电力井, 电缆井盖, cable cover, power manhole', COVER('供电', 'power'), { assetClass: 'C0105', questions: [COVER_STATE], stopper: FALL_IN }),
  small('C0107', '通信井盖', 'Telecom cover', '电信井盖, 弱电井, 光缆井, telecom cover, telecom manhole', COVER('通信', 'telecom'), { assetClass: 'C0107', questions: [COVER_STATE], stopper: FALL_IN }),
  small('C0111', '燃气井盖', 'Gas cover', '煤气井盖, 燃气阀井, gas cover, gas manhole', COVER('燃气', 'gas'), { assetClass: 'C0111', questions: [COVER_STATE], stopper: GAS }),
  small('C0113', '消火栓', 'Fire hydrant', '消防栓, 消防水栓, 被撞, 漏水, hydrant', [
    ['消火栓被撞、漏水或无法开启', 'Hydrant knocked, leaking or stuck', '修好并试水', 'Repaired and tested', '1d'], ['被遮挡、埋压或挪作他用', 'Hidden, buried or misused', '清开周边 1 米', 'Cleared for 1 m around', '4h'],
  ], { assetClass: 'C0113' }),
  small('C0128', '电力设施', 'Power cabinet or pole', '配电箱, 变压器, 电线杆, 电箱门开, power box, transformer, pole', [
    ['箱门敞开或破损，能触到带电部件', 'Cabinet open or broken, live parts within reach', '锁闭修复', 'Closed and repaired', '2u'], ['杆体倾斜或基础松动', 'Pole leaning or loose', '扶正加固', 'Set upright and firm', '2d'],
  ], { stopper: SHOCK }),
  small('C0127', '通信交接箱', 'Telecom cabinet', '光缆箱, 通信箱, 交接箱, telecom cabinet', GONE_OR_BROKEN('箱体', 'Cabinet', '2d')),
  small('C0137', '路灯', 'Street lamp', '路灯不亮, 路灯坏了, 灯杆, 黑, 夜里没灯, 白天亮灯, street light, lamp out, dark', [
    ['单灯不亮或闪烁', 'One lamp out or flickering', '恢复照明', 'Light restored', '1d'], ['连续三盏以上不亮', 'Three or more in a row out', '恢复照明', 'Light restored', '4h'], ['灯杆倾斜、门板缺失露线', 'Post leaning, or door missing with wires bare', '扶正加固，门板锁闭', 'Set upright, door locked', '2u'],
  ], { assetClass: 'C0137', weight: 60, duplicate: { m: 80, h: 72 }, questions: [choice('fault', '怎么不对', 'What is wrong?', true, [['out', '不亮', 'Out'], ['flicker', '一闪一闪', 'Flickers'], ['day', '白天亮着', 'Lit by day'], ['leaning', '杆子歪了', 'Leaning'], ['wires', '露出电线', 'Wires bare']]), words('pole', '灯杆号', 'Number on the pole', ['写在杆上，例如 12 号杆', 'It is on the pole, such as 12'])] }),
  small('C0146', '户外健身设施', 'Outdoor gym', '健身器材, 单杠, 漫步机, gym equipment, exercise', [['部件松脱、断裂，可能伤人', 'Part loose or broken; someone could be hurt', '停用标识当场设好，修复后开放', 'Taped off at once; opened after repair', '1d']]),
  small('C0154', '充电桩', 'Charging post', '充电站, 电动车充电, 充不上电, charger, charging post', [['无法充电、屏幕损坏或线缆破损', 'Will not charge, or screen or cable broken', '修复或停用标识', 'Repaired or marked out of use', '2d']]),

  group('C02', '道路交通设施', 'Roads and traffic'),
  small('C0203', '交通信号灯', 'Traffic light', '红绿灯, 信号灯不亮, traffic light, signal', [['信号灯不亮、错亮或被遮挡', 'Signal out, wrong or hidden', '恢复正常，必要时先派人指挥', 'Working again; an officer directs traffic meanwhile', '2u']], { weight: 14 }),
  small('C0204', '公交站亭', 'Bus shelter', '公交站牌, 站台, 候车亭, bus stop, shelter', GONE_OR_BROKEN('站亭、站牌', 'Shelter or stop sign', '2d'), { weight: 14 }),
  small('C0209', '交通标志牌', 'Traffic sign', '标志牌, 限速牌, 禁停牌, 被树挡住, traffic sign', GONE_OR_BROKEN('标志牌', 'Sign', '1d'), { assetClass: 'C0209' }),
  small('C0212', '路名牌', 'Street name sign', '路牌, 街牌, 指路牌, street sign, name plate', GONE_OR_BROKEN('路名牌', 'Name sign', '3d'), { assetClass: 'C0212' }),
  small('C0217', '交通护栏', 'Road barrier', '护栏, 隔离栏, 栏杆倒了, barrier, guard rail', GONE_OR_BROKEN('护栏', 'Barrier', '1d'), { weight: 16 }),
  small('C0284', '人行道', 'Pavement', '人行道砖, 地砖松动, 坑, 盲道坏, pavement, sidewalk, paving', [
    ['地砖缺损、松动，面积 0.5 平方米以上', 'Slabs missing or loose over 0.5 m²', '补齐压实', 'Replaced and firm', '5d'], ['盲道断开或铺错', 'Tactile paving broken or wrong', '按规范接通', 'Joined to standard', '5d'],
  ], { weight: 34 }),

  group('C03', '市容环境设施', 'Cleanliness'),
  small('C0301', '公共厕所', 'Public toilet', '公厕, 厕所脏, 没水, 没纸, toilet, wc, restroom', [['设施损坏、无水、异味明显', 'Fixtures broken, no water, or strong smell', '修复、清洁、通风', 'Repaired, cleaned, aired', '4h']], { weight: 20 }),
  small('C0305', '垃圾箱', 'Litter bin', '果皮箱, 垃圾桶坏了, 桶盖, bin, litter bin', [['箱体缺失、倾倒或破损', 'Bin missing, tipped or broken', '补装或修复', 'Replaced or repaired', '1d'], ['箱体脏污、有异味', 'Bin dirty or smelly', '清洗干净', 'Washed', '4h']], { assetClass: 'C0305', weight: 26 }),
  small('C0306', '户外广告设施', 'Billboard', '广告牌松动, 灯箱, 招牌要掉, billboard, hoarding', [['牌面松动、构件外露，可能坠落', 'Panel loose; it may fall', '先围护，再加固或拆除', 'Fenced, then fixed or taken down', '2u'], ['破损、断亮', 'Torn or partly unlit', '修复', 'Repaired', '3d']], { weight: 12 }),
  small('C0308', '宣传栏', 'Notice board', '公告栏, 阅报栏, notice board', GONE_OR_BROKEN('宣传栏', 'Board', '3d')),

  group('C04', '园林绿化设施', 'Parks and trees'),
  small('C0402', '行道树', 'Street tree', '树枝断了, 树倒了, 树挡灯, 枯树, 修剪, tree, branch, fallen tree', [['树木倒伏、断枝阻路或压线', 'Tree or branch down on road or wires', '清离并处置伤口', 'Cleared, and the wound treated', '2u'], ['枝叶遮挡信号灯、标志或路灯', 'Leaves hide a signal, sign or lamp', '修剪', 'Pruned', '3d'], ['枯死', 'Dead', '移除补植', 'Removed and replanted', '15d']], { weight: 36, questions: [choice('what', '树怎么了', 'What is wrong with the tree?', true, [['down', '倒了或断枝', 'Down or broken'], ['hides', '挡灯挡牌', 'Hides a sign or lamp'], ['dead', '枯了', 'Dead'], ['pests', '有虫', 'Pests']])] }),
  small('C0407', '街头座椅', 'Bench', '长椅, 椅子坏了, 座椅, bench, seat', GONE_OR_BROKEN('座椅', 'Bench', '3d'), { assetClass: 'C0407' }),
  small('C0408', '绿地护栏', 'Green fence', '草坪围栏, 护栏断, fence', GONE_OR_BROKEN('护栏', 'Fence', '3d')),
  small('C0405', '花钵花箱', 'Planter', '花盆, 花箱, 花坛, planter, flower box', GONE_OR_BROKEN('花箱', 'Planter', '3d')),

  group('C05', '其他部件', 'Other components'),
  small('C0507', '水域护栏', 'River railing', '江边栏杆, 河边护栏, 湖边栏杆, railing, riverside', [['护栏缺失或松动，可能落水', 'Railing missing or loose; someone could fall in', '当场围护，修复', 'Fenced at once and repaired', '4h']], { stopper: { zh: '有人落水，先打 119。', en: 'Someone in the water? Call 119 first.', phone: '119', blocks: false } }),
  small('C0586', '无障碍坡道', 'Ramp', '轮椅坡道, 扶手, 无障碍, ramp, wheelchair', [['坡道破损、被占或扶手松动', 'Ramp broken or blocked, or handrail loose', '修复清空', 'Repaired and cleared', '2d']], { weight: 12 }),
];
