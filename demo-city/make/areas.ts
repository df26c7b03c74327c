// City, three districts, their streets, communities and cells, each a set of blocks of the lattice.
import type { AreaFeature } from '../../src/city/package/contract.ts';
import { ALL, MAIN, at, block, outline, type Ring } from './lattice.ts';
import { at as item } from './random.ts';

export const CITY = '990100', DEMO = '990101', YUNDU = '990102', LUMING = '990103';

interface Street { code: string; name: string; en: string; communities: [zh: string, en: string, column: number, row: number][]; }
/** Streets of the demonstration district; each community is named with the block it grows from. */
const STREETS: Street[] = [
  { code: '990101001', name: '柳堤街道', en: 'Liudi', communities: [['柳岸', 'Liu’an', 2, 4], ['长堤', 'Changdi', 6, 4], ['芦汀', 'Luting', 10, 4], ['南浦', 'Nanpu', 3, 1], ['荷塘', 'Hetang', 9, 1]] },
  { code: '990101002', name: '渡口街道', en: 'Dukou', communities: [['码头', 'Matou', 15, 4], ['帆影', 'Fanying', 19, 4], ['盐仓', 'Yancang', 23, 4], ['船坞', 'Chuanwu', 16, 1], ['东津', 'Dongjin', 21, 1]] },
  { code: '990101003', name: '望江街道', en: 'Wangjiang', communities: [['听涛', 'Tingtao', 8, 7], ['钟楼', 'Zhonglou', 10, 7], ['酱园', 'Jiangyuan', 8, 11], ['水仓', 'Shuicang', 11, 11], ['解放', 'Jiefang', 14, 11], ['望江', 'Wangjiang', 16, 7], ['青石', 'Qingshi', 13, 8]] },
  { code: '990101004', name: '东市街道', en: 'Dongshi', communities: [['东市', 'Dongshi', 20, 8], ['米市', 'Mishi', 23, 7], ['竹器', 'Zhuqi', 18, 11], ['铁匠', 'Tiejiang', 21, 11], ['瓦窑', 'Wayao', 24, 11]] },
  { code: '990101005', name: '新桥街道', en: 'Xinqiao', communities: [['新桥', 'Xinqiao', 5, 8], ['梧桐', 'Wutong', 2, 7], ['双井', 'Shuangjing', 1, 10], ['槐荫', 'Huaiyin', 4, 11], ['石榴', 'Shiliu', 6, 11]] },
  { code: '990101006', name: '学宫街道', en: 'Xuegong', communities: [['文渊', 'Wenyuan', 6, 15], ['书院', 'Shuyuan', 2, 14], ['棂星', 'Lingxing', 4, 18], ['泮池', 'Panchi', 7, 18], ['箭道', 'Jiandao', 1, 18]] },
  { code: '990101007', name: '镜湖街道', en: 'Jinghu', communities: [['镜湖', 'Jinghu', 11, 14], ['湖心', 'Huxin', 15, 14], ['月桥', 'Yueqiao', 10, 18], ['北苑', 'Beiyuan', 14, 18]] },
  { code: '990101008', name: '北关街道', en: 'Beiguan', communities: [['北关', 'Beiguan', 19, 15], ['马厂', 'Machang', 23, 14], ['粮道', 'Liangdao', 19, 18], ['茶亭', 'Chating', 23, 18]] },
];

/** Which street of the demonstration district a block belongs to; the borders step aside here and there, as borders do. */
function streetAt(c: number, r: number): string {
  if (r < 6) return c < (r < 3 ? 12 : 13) ? '990101001' : '990101002';
  if (r < 13) return c < (r > 10 ? 7 : 8) ? '990101005' : c < (r > 9 ? 17 : 18) ? '990101003' : '990101004';
  return c < (r > 16 ? 9 : 8) ? '990101006' : c < (r > 15 ? 17 : 16) ? '990101007' : '990101008';
}

/** The neighbours have a few wide cells, each of many blocks; `cut` says to which street, community and cell of it a block belongs. */
interface Neighbour { code: string; name: string; en: string; streets: [zh: string, en: string][]; blocks: () => number[]; cut: (column: number, row: number) => [street: number, community: number, cell: number] }
const NEIGHBOURS: Neighbour[] = [
  { code: YUNDU, name: '云渡区', en: 'Yundu', streets: [['云渡街道', 'Yundu'], ['沙洲街道', 'Shazhou']], blocks: () => blocksOf(MAIN.columns, ALL.columns, 0, MAIN.rows), cut: (c: number, r: number) => [Math.floor(r / 10), Math.floor(r / 5) % 2, Math.floor((c - MAIN.columns) / 2)] },
  { code: LUMING, name: '鹿鸣区', en: 'Luming', streets: [['鹿鸣街道', 'Luming'], ['松岗街道', 'Songgang']], blocks: () => blocksOf(0, ALL.columns, MAIN.rows, ALL.rows), cut: (c: number, r: number) => [c < 14 ? 0 : 1, c < 7 || (c >= 14 && c < 22) ? 0 : 1, r < MAIN.rows + 2 ? 0 : 1] },
];

export interface Plan { features: AreaFeature[]; cellAt(column: number, row: number): string; streetName(code: string): string; communityName(code: string): string; communities: { code: string; name: string; en: string; blocks: number[] }[] }

/** All areas with their outlines, and which cell a block belongs to. */
export function planAreas(): Plan {
  const sets = new Map<string, Set<number>>();
  const named = new Map<string, { kind: AreaFeature['properties']['kind']; name: string; en: string; parent?: string }>();
  const cells = new Map<number, string>();
  const put = (code: string, kind: AreaFeature['properties']['kind'], name: string, en: string, parent?: string) => { if (!named.has(code)) named.set(code, { kind, name, en, ...(parent ? { parent } : {}) }); };

  put(CITY, 'city', '临江市（虚构）', 'Linjiang (invented)');
  put(DEMO, 'district', '临江市示范区', 'Linjiang Demonstration District', CITY);
  for (const street of STREETS) {
    put(street.code, 'street', street.name, `${street.en} Subdistrict`, DEMO);
    for (const [index, own] of grow(street).entries()) {
      const [zh, en] = item(street.communities, index);
      const code = street.code + pad(index + 1);
      put(code, 'community', `${zh}社区`, `${en} Community`, street.code);
      for (const [i, b] of numbered(code, own).entries()) {
        put(code + pad(i + 1), 'cell', `${zh}社区第 ${i + 1} 网格`, `${en} cell ${i + 1}`, code);
        cells.set(b, code + pad(i + 1));
      }
    }
  }
  for (const n of NEIGHBOURS) {
    put(n.code, 'district', n.name, `${n.en} District`, CITY);
    for (const b of n.blocks()) {
      const [s, q, k] = n.cut(Math.floor(b / 100), b % 100);
      const [street, community] = [n.code + pad(s + 1), n.code + pad(s + 1) + pad(q + 1)];
      const [zh, en] = item(n.streets, s);
      put(street, 'street', zh, `${en} Subdistrict`, n.code);
      const half = q ? ['二', 2] : ['一', 1];
      put(community, 'community', `${zh.slice(0, 2)}第${half[0]}社区`, `${en} Community ${half[1]}`, street);
      put(community + pad(k + 1), 'cell', `${zh.slice(0, 2)}第${half[0]}社区第 ${k + 1} 网格`, `${en} Community ${half[1]} cell ${k + 1}`, community);
      cells.set(b, community + pad(k + 1));
    }
  }
  for (const [b, cell] of cells) for (const code of [CITY, cell.slice(0, 6), cell.slice(0, 9), cell.slice(0, 12), cell]) sets.set(code, (sets.get(code) ?? new Set()).add(b));

  const features = [...named].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, area]): AreaFeature => {
    const blocks = sets.get(code) ?? new Set();
    return { type: 'Feature', properties: { code, kind: area.kind, name: area.name, en: area.en, ...(area.parent ? { parent: area.parent } : {}), label: middle(blocks) }, geometry: geometry(outline(blocks)) };
  });
  const name = (code: string) => named.get(code)?.name ?? code;
  const communities = [...named].filter(([, a]) => a.kind === 'community').map(([code, a]) => ({ code, name: a.name, en: a.en, blocks: [...(sets.get(code) ?? [])] }));
  return { features, cellAt: (c, r) => cells.get(block(Math.floor(c), Math.floor(r))) ?? '', streetName: name, communityName: name, communities };
}

/** Communities take turns in claiming the free block nearest to their start, so each hangs together; Qingshi is larger than the rest. */
function grow(street: Street): number[][] {
  const free = new Set(blocksOf(0, MAIN.columns, 0, MAIN.rows).filter((b) => streetAt(Math.floor(b / 100), b % 100) === street.code));
  const owned = street.communities.map((): number[] => []);
  while (free.size) {
    let claimed = false;
    street.communities.forEach(([name, , c0, r0], i) => {
      const mine = item(owned, i);
      for (let turn = 0; turn < (name === '青石' ? 2 : 1); turn++) {
        const reach = [...free].filter((b) => (mine.length ? mine.some((o) => touches(o, b)) : b === block(c0, r0)));
        const next = reach.sort((a, b) => distance(a, c0, r0) - distance(b, c0, r0) || a - b)[0];
        if (next === undefined) continue;
        free.delete(next);
        mine.push(next);
        claimed = true;
      }
    });
    if (!claimed) throw new Error(`${street.name} has blocks that no community reaches`);
  }
  return owned;
}

/** Cells from south-west to north-east; in Qingshi the one at 128 Binjiang Road is number 12, as the screens of the design show. */
function numbered(community: string, blocks: number[]): number[] {
  const order = [...blocks].sort((a, b) => (a % 100) - (b % 100) || a - b);
  const shop = order.indexOf(block(12, 7));
  if (community === '990101003007' && shop >= 0 && order.length >= 12) [order[shop], order[11]] = [item(order, 11), item(order, shop)];
  return order;
}

const touches = (a: number, b: number) => Math.abs(a - b) === 100 || (Math.abs(a - b) === 1 && Math.floor(a / 100) === Math.floor(b / 100));
const distance = (b: number, c: number, r: number) => Math.hypot(Math.floor(b / 100) - c, (b % 100) - r);
const pad = (n: number) => String(n).padStart(3, '0');

function blocksOf(c0: number, c1: number, r0: number, r1: number): number[] {
  const out: number[] = [];
  for (let c = c0; c < c1; c++) for (let r = r0; r < r1; r++) out.push(block(c, r));
  return out;
}

function geometry(polygons: Ring[][]): NonNullable<AreaFeature['geometry']> {
  const [only] = polygons;
  return polygons.length === 1 && only ? { type: 'Polygon', coordinates: only } : { type: 'MultiPolygon', coordinates: polygons };
}

/** The middle of the block nearest to the centre of all: always inside. */
function middle(blocks: ReadonlySet<number>): [number, number] {
  const all = [...blocks];
  const c = all.reduce((s, b) => s + Math.floor(b / 100), 0) / all.length, r = all.reduce((s, b) => s + (b % 100), 0) / all.length;
  const best = all.sort((a, b) => distance(a, c, r) - distance(b, c, r) || a - b)[0] ?? 0;
  return at(Math.floor(best / 100) + 0.5, (best % 100) + 0.5);
}
