import { messages } from '#ground/i18n/index.ts';

/** Titles of the columns, by their names. */
export const c = messages({
  number: ['编号', 'Number'], nature: ['性质代码', 'Nature code'], nature_name: ['性质', 'Nature'], source: ['来源代码', 'Source code'], source_name: ['来源', 'Source'],
  main_class: ['大类代码', 'Main class code'], main_class_name: ['大类', 'Main class'], class: ['小类代码', 'Class code'], class_name: ['小类', 'Class'],
  title: ['标题', 'Title'], description: ['描述', 'Description'], place: ['地点', 'Place'], lon: ['经度', 'Longitude'], lat: ['纬度', 'Latitude'], accuracy_m: ['定位误差（米）', 'Accuracy (m)'],
  area: ['区域代码', 'Area code'], district: ['区代码', 'District code'], district_name: ['区', 'District'], street: ['街道代码', 'Street code'], street_name: ['街道', 'Street'], community: ['社区代码', 'Community code'], community_name: ['社区', 'Community'], cell: ['单元网格', 'Grid cell'],
  asset: ['部件编码', 'Asset'], visibility: ['可见范围', 'Visibility'], stage: ['环节代码', 'Stage code'], stage_name: ['环节', 'Stage'], outcome: ['结果代码', 'Outcome code'], outcome_name: ['结果', 'Outcome'],
  standard: ['立案标准', 'Standard'], limit_value: ['处置时限', 'Limit'], limit_unit: ['时限单位', 'Unit of limit'], due_at: ['应办结时间', 'Target'], late: ['超时', 'Late'], exempt: ['免责', 'Exempt'],
  received_at: ['收到时间', 'Received'], filed_at: ['立案时间', 'Filed'], dispatched_at: ['派遣时间', 'Dispatched'], signed_at: ['签收时间', 'Signed'], handled_at: ['反馈时间', 'Handled'], closed_at: ['结案时间', 'Closed'], suspended_at: ['挂账时间', 'Suspended'], stage_due_at: ['本环节时限', 'Stage due'], updated_at: ['更新时间', 'Updated'],
  supervision: ['监督中心代码', 'Supervision code'], supervision_name: ['监督中心', 'Supervision'], command: ['指挥中心代码', 'Command code'], command_name: ['指挥中心', 'Command'],
  lead: ['主办单位代码', 'Unit code'], lead_name: ['主办单位', 'Unit'], assisting: ['协办单位代码', 'Assisting codes'], assisting_names: ['协办单位', 'Assisting'], holder: ['当前单位代码', 'Holder code'], holder_name: ['当前单位', 'Holder'],
  returned: ['被退回', 'Returned'], reopened: ['重开次数', 'Times reopened'], reworked: ['返工次数', 'Times reworked'], urged: ['督办次数', 'Times urged'], followers: ['关注人数', 'Followers'], rating: ['评分', 'Rating'], solved: ['居民认为已解决', 'Solved, says the resident'],
  merged_into: ['并入', 'Merged into'], answer: ['最后答复', 'Last answer'], url: ['网址', 'Address'],
});
export type ColumnName = keyof typeof c;

/** What the room says. */
export const m = messages({
  sheet: ['案卷', 'Cases'], about: ['说明', 'About'],
  yes: ['是', 'yes'], no: ['否', 'no'],
  urgent_hour: ['紧急工作时', 'urgent hours'], work_hour: ['工作时', 'working hours'], work_day: ['工作日', 'working days'], natural_day: ['自然日', 'calendar days'],
  command: ['export --format csv|xlsx|bulk|geojson [选项]　导出案卷；export --help 看选项', 'export --format csv|xlsx|bulk|geojson [OPTIONS]  cases as a file; export --help lists the options'],
  usage: [
    'export --format csv|xlsx|bulk|geojson\n  --out 文件　　　　写到文件（.gz 结尾则压缩）；不写则输出到屏幕\n  --since 时间　　　此后（含）收到的，ISO 8601\n  --until 时间　　　此前收到的\n  --area 代码　　　 此区域内的\n  --class 代码　　　此类的；大类包含其全部小类\n  --open | --closed 未结的 | 已结的\n  --public　　　　　只要人人可见的，位置按类别取整\n  --lang zh|en　　　名称用哪种语言',
    'export --format csv|xlsx|bulk|geojson\n  --out FILE         write to a file (compressed when it ends in .gz); to the screen without\n  --since TIME       received then or later, ISO 8601\n  --until TIME       received before\n  --area CODE        within this area\n  --class CODE       of this class; a main class stands for all its small ones\n  --open | --closed  open ones | closed ones\n  --public           only what everyone may see, positions as coarse as the class wants them\n  --lang zh|en       language of the names',
  ],
  wrongOption: ['看不懂选项：{why}', 'An option is not understood: {why}'], wantsFormat: ['--format 要写 csv、xlsx、bulk 或 geojson', '--format wants csv, xlsx, bulk or geojson'],
  wrongTime: ['{option} 要写成 ISO 8601 的时间，例如 2026-11-18 或 2026-11-18T09:41:00+08:00', '{option} wants a time in ISO 8601, such as 2026-11-18 or 2026-11-18T09:41:00+08:00'],
  wrongLang: ['--lang 要写 zh 或 en', '--lang wants zh or en'], bothStates: ['--open 和 --closed 只能选一个', 'Choose --open or --closed, not both'],
  noArea: ['没有代码为 {code} 的区域', 'There is no area with the code {code}'], noClass: ['没有代码为 {code} 的类别', 'There is no class with the code {code}'],
  xlsxToFile: ['XLSX 请用 --out 写到文件', 'Write XLSX to a file with --out'], cannotWrite: ['写不了 {path}：{why}', '{path} cannot be written: {why}'],
  progress: ['已导出 {n} 件，每秒 {rate} 件', '{n} exported, {rate} a second'], done: ['导出完毕：{n} 件，{seconds} 秒', 'Exported {n} {n?case:cases} in {seconds} s'], doneTo: ['导出完毕：{n} 件，{seconds} 秒，写入 {path}', 'Exported {n} {n?case:cases} in {seconds} s to {path}'],
  get: ['下载这份列表（最新 {n} 件，只含公开内容）', 'Download this list (the newest {n}, public contents only)'], getCsv: ['表格 CSV', 'CSV table'], getGeojson: ['地图 GeoJSON', 'GeoJSON'], getBulk: ['Open311 批量 CSV', 'Open311 bulk CSV'],
  desk: ['导出', 'Export'], deskNote: ['最多 {n} 件，留有记录', '{n} at most, logged'],
  aboutCity: ['城市', 'City'], aboutWhen: ['导出时间', 'Exported'], aboutRows: ['件数', 'Cases'], aboutFilter: ['条件', 'Filters'], aboutMore: ['未完', 'More'], aboutCut: ['只含前 {n} 件，请缩小范围再导出其余', 'Only the first {n}: narrow the filters to get the rest'], aboutAll: ['全部', 'everything'],
});
