// Descriptions of cases that had none, in Chinese or English, of a few hundred words as frequent as words are (Zipf): a handful in every tenth
// sentence, most of them rare, some in one case of a hundred thousand. The same number always makes the same sentence.

const THINGS = '路灯 井盖 垃圾 树枝 积水 坑洼 广告 摊位 单车 护栏 水管 电线 围挡 渣土 油烟 噪音 污水 化粪池 消防栓 信号灯 站牌 长椅 花坛 草坪 台阶 盲道 雨棚 招牌 电缆 变压器 配电箱 燃气表 暖气 电梯 门禁 监控 垃圾桶 回收箱 公厕 喷泉 桥栏 隧道 涵洞 边坡 挡墙 泵站 闸门 河道 浮萍 死鱼 流浪狗 马蜂窝 白蚁 老鼠 蚊子 枯树 落叶 积雪 冰凌 沙袋 脚手架 塔吊 打桩机 搅拌车 洒水车 冷却塔 霓虹灯 充电桩 快递柜 晾衣绳 鸽笼 蜂箱 菜地 违建 彩钢棚 卷帘门 地锁 石墩 隔音屏 减速带 反光镜 标线 斑马线 铁轨 道岔'.split(' ');
const PLACES = '路口 小区 门口 楼下 桥头 公园 学校 医院 菜场 车站 地铁口 工地 河边 广场 巷子 后街 停车场 人行道 绿化带 北门 南门 东侧 西侧 码头 仓库 厂区 宿舍 幼儿园 养老院 体育场 图书馆 加油站 收费站 高架下 地下室 天台 楼道 岔道 渡口 祠堂 牌坊'.split(' ');
const STATES = '坏了 倒了 堵了 满了 漏水 不亮 松动 断裂 缺失 占道 扰民 发臭 积灰 生锈 塌陷 外溢 冒烟 漏电 歪斜 脱落 结冰 起火 开裂 渗水 倾斜 破损 堆积 没人管 很危险 影响出行 半夜还响 越来越多 修了又坏 臭气熏天 摇摇欲坠 无法通行 触目惊心 年久失修'.split(' ');
const WHEN = '今天早上 昨天 这几天 一个月了 刚才 上周起 每天晚上 雨后 节后 入冬以来 凌晨 午休时 放学时 又'.split(' ');
const ENGLISH = 'street light broken pothole trash overflowing sidewalk snow tree branch graffiti parking illegal sign missing water leak sewer noise construction dog rodent bicycle abandoned vehicle crosswalk signal bus stop park bench fence bridge hydrant rubble needle mattress couch paint curb ramp ice flooding odor smoke wire pole meter school playground alley corner avenue station harbor dumpster raccoon beehive scaffold crane asphalt gutter culvert manhole railing bollard kiosk mural fountain pigeon sycamore cobblestone'.split(' ');

/** Not a generator's best, but the same everywhere and good enough to choose words. A number of [0, 1). */
function randomFrom(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return () => {
    state ^= state << 13; state >>>= 0; state ^= state >>> 17; state ^= state << 5; state >>>= 0;
    return state / 4_294_967_296;
  };
}

/** Ranks by Zipf's law: the first of n words in a share of 0.7 / ln n, the last in 1 / (n ln n). */
const pick = <T>(list: readonly T[], at: number): T => list[Math.floor((list.length + 1) ** at - 1)] ?? (list[0] as T);

/** One or two sentences about case number `n`: two thirds are Chinese. */
export function sentence(n: number): string {
  const random = randomFrom(n + 17);
  for (let i = 0; i < 4; i++) random();
  if (random() < 1 / 3) return `${Array.from({ length: 4 + Math.floor(random() * 7) }, () => pick(ENGLISH, random())).join(' ')}${random() < 0.2 ? ` unit ${Math.floor(random() * 9000)}` : ''}`;
  const clause = () => `${pick(PLACES, random())}${pick(THINGS, random())}${pick(STATES, random())}`;
  return `${pick(WHEN, random())}${clause()}${random() < 0.5 ? `，${clause()}` : ''}${random() < 0.15 ? `，${1 + Math.floor(random() * 300)}号` : ''}。`;
}

/** What a search asks for, from words in every other case to words in none. */
export const WORDS = { common: STATES[0] ?? '', some: STATES[9] ?? '', rare: THINGS.at(-1) ?? '', rarest: `${THINGS.at(-1) ?? ''}${STATES.at(-1) ?? ''}`, english: 'cobblestone', absent: '饕餮' } as const;
