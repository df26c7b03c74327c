// What people write: a few ways to say each problem, put together with a place, a time and a wish. All invented.
import { at as item, type Chance } from '../make/random.ts';

/** Class → ways to say it; after the bar, in English. */
const WHAT: Record<string, string> = {
  C0101: '自来水井盖裂成两半/水表井盖翘起来/供水井盖不见了|The water cover is cracked in two',
  C0102: '污水井盖破了个口/下水道井盖一踩就晃/窨井盖没了，露出半边/井盖响得整夜睡不着|The manhole cover rattles all night',
  C0103: '雨水井盖塌下去一角/雨水井盖被车压碎/井盖移位，露着缝|A storm drain cover has slipped aside',
  C0104: '雨水箅子堵满树叶/雨水口铁箅子断了两根/下水口全是淤泥，水下不去|The gully is full of leaves',
  C0105: '电力井盖边上塌了一圈/电缆井盖翘着', C0107: '通信井盖缺了角/弱电井盖移开没盖回去', C0111: '燃气井盖响/燃气井盖周边下沉',
  C0113: '消火栓被车撞歪/消火栓一直漏水/消火栓前堆满了东西', C0127: '光缆箱门开着/通信箱被撞变形', C0128: '配电箱门没锁/电线杆歪了/变电箱外壳破了',
  C0137: '路灯不亮/连着四盏灯都黑了/路灯一闪一闪/灯杆小门没了，电线露着/路灯大白天还亮着|Four lamps in a row are out/The street lamp flickers',
  C0146: '健身器材松了，小孩在上面玩/漫步机断了一边', C0154: '充电桩扫不了码/充电桩屏幕黑着', C0203: '红绿灯不亮/红绿灯被树挡住/信号灯两个方向一起绿|The traffic light is dark',
  C0204: '公交站牌歪了/候车亭玻璃碎了/站牌字看不清', C0209: '限速牌被撞倒/禁停牌被树叶遮住', C0212: '路名牌掉了/路牌指错方向', C0217: '护栏倒了一排/隔离栏断开，行人乱穿|A row of barriers has fallen',
  C0284: '人行道地砖松了，下雨溅一身/盲道断了一截/路面砖碎了一片/人行道陷了个坑|Paving slabs are loose/The tactile paving ends in a hole',
  C0301: '公厕没水/公厕很脏/厕所门坏了，锁不上|The public toilet has no water', C0305: '果皮箱被撞倒/垃圾箱没了盖子/箱子很久没洗，有味', C0306: '广告牌被风吹松，悬着/店招灯箱要掉下来', C0308: '宣传栏玻璃碎了/公告栏倒了',
  C0402: '树枝断了横在路上/大树歪着，要倒/树把路灯全挡了/行道树枯死一棵/树枝刮到电线|A branch has come down on the pavement', C0407: '长椅断了一条腿/座椅木条翘起来', C0408: '草坪护栏断了', C0405: '花箱倒了，土撒一地',
  C0507: '江边栏杆松了，一推就晃/湖边护栏缺一段|The river railing is loose', C0586: '轮椅坡道被铁链拦着/坡道扶手松了/坡道碎了，轮椅上不去|The ramp is broken, no wheelchair can get up',
  E0101: '楼顶在搭彩钢房/院子里加盖了一层/把公共过道砌起来了', E0107: '树上拉绳子晒被子/护栏上挂满衣服', E0110: '一堆垃圾几天没人收/墙角堆着生活垃圾，很臭/垃圾袋扔了一路|Bags of rubbish have lain here for days',
  E0111: '装修垃圾倒在路边/半夜有人倒渣土/砖头水泥堆了半条路|Builders’ rubble dumped at night', E0112: '路面一层泥/油污很滑/落叶积了很厚没人扫/早市散了一地菜叶|Leaves are thick on the pavement',
  E0113: '路上一个大坑，车轮掉进去/路面裂开一条缝/补过的地方又塌了/坑里积水看不见深浅|A deep pothole, cars swerve round it', E0114: '渣土车一路撒沙子/水泥车漏了一条路', E0117: '绿化带里全是塑料袋/草坪被踩秃了', E0120: '有人在烧树叶/空地上烧垃圾，烟很大',
  E0125: '河面漂着一层垃圾/湖水发绿有味/桥下漂着死鱼|Litter floats along the bank', E0128: '广场舞音响太大/店门口喇叭喊一天/空调外机嗡嗡响，整夜/隔壁酒吧十二点还在唱|Loud music until midnight', E0129: '烧烤摊油烟往楼上飘/露天烧烤占了半条路|Barbecue smoke fills our stairs',
  E0136: '过道堆满纸箱/废旧沙发扔在路边/物料堆在人行道上|An old sofa has been left on the pavement', E0137: '路中间有只死猫/绿化带里有死狗', E0184: '大狗不牵绳/遛狗不清粪便，天天踩到',
  E0192: '垃圾桶满了，溢了一地/桶点一个星期没清干净/垃圾桶满到盖不上，苍蝇多|The bins are overflowing', E0201: '楼道贴满小广告/电线杆上全是办证广告/墙上又被喷了电话', E0202: '有人在发传单，扔了一地', E0203: '挂了很大的横幅/门口立了充气拱门',
  E0301: '半夜两点还在打桩/工地夜里浇混凝土/早上五点就开工，切割声很响|Piling at two in the morning', E0304: '工地没洒水，灰很大/土堆没盖网，风一吹全是灰', E0302: '围挡占了整个人行道/挖了路没留通道|Hoardings take the whole pavement',
  E0401: '推车卖水果的来来回回/三轮车卖菜堵在路口/流动摊贩喊喇叭|Fruit carts come and go at the junction', E0405: '饭店把桌子摆到人行道上/超市货架摆出门外/轮胎店在路边修车|A restaurant has put tables across the pavement',
  E0406: '水果摊占满人行道/早餐摊堵着盲道/两个卖水果的三轮车把人行道堵死/夜市摊摆到车道上/卖菜的摆了一排，人走不过去|Fruit stalls block the whole pavement/A breakfast stall stands on the tactile paving',
  E0410: '电动车停满门口，推不出来/自行车把坡道挡住|E-bikes block the entrance', E0493: '共享单车堆了几十辆/地铁口单车堆成山/单车倒了一片，没人扶|Dozens of shared bikes are piled up', E0411: '小车停在盲道上/一排车停在人行道/小区门口被车堵住|Cars park on the pavement',
  E0496: '消防通道被车堵死/楼下消防通道堆了杂物|The fire lane is blocked', E0495: '商场在路边搭台促销/路口搭了帐篷卖东西', E0501: '路面往外冒水/自来水管爆了，水喷老高|Water is coming up through the road', E0503: '下水道往外冒污水/化粪池满了，流到路上|Sewage runs over the street',
  E0505: '路面塌了一块，下面是空的/路边塌了个洞|The road has sunk in', E0506: '积水没过脚面/公交站一片水，上不了车/一下雨路口就淹|The bus stop stands in water', E0507: '桥面结冰，好几个人滑倒/坡道上全是冰|The bridge is icy', E0508: '网线垂到头顶/电缆断了一根挂在树上',
  E0604: '门前堆着垃圾，没人扫/店门口一地油', E0691: '有人在院里偷偷做食品，没有证/夜里有车往河里排水', E0692: '上次来的人态度不好/报了三次都说处理了，其实没有', E0699: '路边有个奇怪的箱子，不知道谁的/桥上栏杆挂了很多锁',
};
const ASK: Record<'question' | 'suggestion' | 'praise', [zh: string[], en: string[]]> = {
  question: [['老楼加装电梯怎么申请，要几户同意', '早市摊位怎么报名', '大件家具往哪里扔', '夜间施工要什么手续', '小区门口能不能划停车线，找谁', '下水道是归物业还是归市政', '占道挖沟要不要公示', '公园几点关门', '宠物证在哪里办', '路灯归哪个单位管'], ['How do I apply for a lift in an old building?', 'Where can I leave an old wardrobe?']],
  suggestion: [['公交站加两张座椅', '学校门口早上留一条走路的线', '江边步道加几盏灯', '菜市场旁边设个固定早餐点', '单车停放点往南挪二十米', '路口加一个倒计时', '公园里放饮水点', '盲道接到公交站'], ['Two benches at the bus stop, please', 'Please mark a walking line to the school gate']],
  praise: [['清扫班凌晨就把落叶扫净了', '报了坑，第二天就补好了，谢谢', '路灯师傅冒雨修，辛苦', '接电话的人很耐心', '执法队员劝离时很客气，还帮着推车'], ['The pothole was fixed the next day. Thank you.']],
};
const WHEN = ['', '', '', '', '今天早上', '从昨天开始', '这几天', '一个多星期了', '每天早上', '晚上', '周末', '下雨以后', '刚才路过看到', '上个月报过一次，'];
const EFFECT = ['', '', '', '，轮椅过不去', '，老人差点摔倒', '，孩子上学要走马路', '，车都绕着走', '，推婴儿车没法走', '，味道很大', '，晚上看不清很危险', '，影响做生意', '，楼上都开不了窗', '，已经有人摔了'];
const WISH = ['', '', '', '', '', '，请来看一下', '，麻烦尽快处理', '，希望能彻底解决', '，别只是拍个照就走', '，处理完告诉我一声', '。谢谢'];
const SPOT = ['', '', '', '门口', '对面', '旁边', '路口往北一点', '靠近公交站', '小学旁边', '菜市场门口'];
const WISH_EN = ['', '', ' Please have a look.', ' It has been like this for a week.', ' A wheelchair cannot pass.', ' Someone nearly fell.'];

const split = (text: string | undefined): string[] => (text ? text.split('/') : []);
const phrases = new Map(Object.entries(WHAT).map(([code, text]) => { const [zh, en] = text.split('|'); return [code, { zh: split(zh), en: split(en) }] as const; }));

/** What a resident, an operator or an officer wrote; English for about one in twenty where there is a phrase for it. */
export function describe(random: Chance, ofClass: string, terse: boolean): { lang: 'zh' | 'en'; text: string } {
  const say = phrases.get(ofClass);
  if (!say) throw new Error(`no words for ${ofClass}`);
  if (say.en.length && random.yes(0.05)) return { lang: 'en', text: `${random.pick(say.en)}.${random.pick(WISH_EN)}` };
  if (terse) return { lang: 'zh', text: random.pick(say.zh) };
  const when = random.pick(WHEN);
  return { lang: 'zh', text: when + (when.length > 5 && !when.endsWith('，') ? '，' : '') + random.pick(SPOT) + random.pick(say.zh) + random.pick(EFFECT) + random.pick(WISH) };
}

/** A question, a suggestion or thanks. */
export function describeOther(random: Chance, nature: 'question' | 'suggestion' | 'praise'): { lang: 'zh' | 'en'; text: string } {
  const [zh, en] = ASK[nature];
  return random.yes(0.05) ? { lang: 'en', text: random.pick(en) } : { lang: 'zh', text: random.pick(zh) + item(['', '', '？', '，谢谢', '。'], random.int(0, 4)) };
}

/** Scene before and after, where one of the drawn photos fits the class. */
export const SCENES: Record<string, [before: string, after: string]> = {
  E0401: ['stall', 'stall-cleared'], E0405: ['stall', 'stall-cleared'], E0406: ['stall', 'stall-cleared'], E0495: ['stall', 'stall-cleared'],
  C0101: ['cover', 'cover-fixed'], C0102: ['cover', 'cover-fixed'], C0103: ['cover', 'cover-fixed'], C0105: ['cover', 'cover-fixed'], C0107: ['cover', 'cover-fixed'], C0111: ['cover', 'cover-fixed'],
  E0410: ['bikes', 'stall-cleared'], E0493: ['bikes', 'stall-cleared'], E0110: ['rubbish', 'rubbish-cleared'], E0192: ['rubbish', 'rubbish-cleared'], E0111: ['rubbish', 'rubbish-cleared'],
  C0137: ['lamp', 'lamp-lit'], E0506: ['water', 'stall-cleared'], E0503: ['water', 'stall-cleared'], E0501: ['water', 'stall-cleared'], E0113: ['crack', 'road-mended'], E0505: ['crack', 'road-mended'],
  E0201: ['posters', 'wall-clean'], C0402: ['branch', 'stall-cleared'],
};
