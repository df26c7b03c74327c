// city.json of the demo city: names, clocks, look, base maps.
import type { City } from '../../src/city/package/contract.ts';

/** Everything about the city that is not a list. */
export const CITY_DATA: City = {
  name: { zh: '临江市示范区', en: 'Linjiang Demonstration District' },
  short: { zh: '临江', en: 'Linjiang' },
  note: {
    zh: '这是一座虚构的城市：街道、门牌、单位、人员和案卷都由程序生成，坐标在 118.30 E、30.90 N 附近，与真实地方无关。',
    en: 'An invented city: its streets, doors, units, people and cases come from a program. Its coordinates near 118.30 E, 30.90 N have nothing to do with the real place.',
  },
  code: '990101', zone: 'Asia/Shanghai', languages: ['zh', 'en'], datum: 'wgs84', demo: true,
  caseNumber: 'LJ{yyyy}{mm}{dd}-{seq:4}',
  emergency: [
    { phone: '110', name: { zh: '报警', en: 'Police' } }, { phone: '119', name: { zh: '火警', en: 'Fire' } },
    { phone: '120', name: { zh: '急救', en: 'Ambulance' } }, { phone: '122', name: { zh: '交通事故', en: 'Traffic accidents' } },
  ],
  limits: {
    acceptance: { value: 0.5, unit: 'work_hour' }, verification: { value: 2, unit: 'work_hour' }, dispatch: { value: 0.5, unit: 'work_hour' },
    check: { value: 2, unit: 'work_hour' }, closing: { value: 1, unit: 'work_hour' },
    answer: { value: 1, unit: 'work_day' }, reply: { value: 3, unit: 'work_day' }, praise: { value: 2, unit: 'work_day' },
  },
  amber: 0.75, reopenDays: 15, maxPhotos: 5,
  look: { accent: '#0b5563', mark: '临' },
  baseMaps: [
    { id: 'drawn', name: { zh: '简图', en: 'Plain map' }, kind: 'none', attribution: { zh: '虚构的演示城市', en: 'An invented demo city' }, datum: 'wgs84', on: true },
    {
      id: 'tianditu', name: { zh: '天地图', en: 'Tianditu' }, kind: 'raster',
      url: 'https://t0.tianditu.gov.cn/vec_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=vec&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}',
      overlay: 'https://t0.tianditu.gov.cn/cva_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=cva&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}',
      attribution: { zh: '天地图 国家地理信息公共服务平台', en: 'Tianditu, National Platform for Common Geospatial Information Services' },
      approval: '写上所用底图的审图号', datum: 'wgs84', keyEnv: 'TIANDITU_KEY', on: false,
    },
  ],
  privacy: { reporterSeenBy: ['acceptor', 'administrator'], roundingM: 0 },
};
