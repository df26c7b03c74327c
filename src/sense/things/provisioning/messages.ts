import { messages } from '#ground/i18n/index.ts';

/** What the pages and the terminal say of lists, provisioning and uploads. */
export const m = messages({
  nav: ['传感接入', 'Add sensors'], tabs: ['传感接入', 'Adding sensors'], tabProvision: ['批量接入', 'From a table'], tabUpload: ['上传观测值', 'Upload values'], tabKinds: ['类型', 'Kinds'], tabProperties: ['指标', 'Properties'], tabUnits: ['单位', 'Units'],

  tooManyRows: ['一次最多 {n} 行，请把文件分开', 'At most {n} rows at a time: split the file'],
  noRows: ['表里只有表头，没有内容', 'The table has a header and no rows'],
  chooseAgain: ['文件太大，没有留在页面里，请重新选择', 'The file was too large to stay in the page: choose it again'],
  fileMissing: ['还没有选文件', 'No file was chosen'],
  file: ['文件', 'File'], fileHint: ['CSV（UTF-8 或 GB18030）或 XLSX，第一行是表头', 'CSV (UTF-8 or GB18030) or XLSX with a header row'],
  fileKept: ['“{name}”已检查，不用再选；要换文件就重新选', '{name} was checked and need not be chosen again; choose another to replace it'],
  checkFirst: ['先检查', 'Check first'], checking: ['正在检查', 'Checking'], writing: ['正在写入', 'Writing'],
  nothingWritten: ['只做了检查，还没有写入', 'This was a check: nothing was written'],
  columns: ['可用的列', 'Columns'], column: ['列', 'Column'], meaning: ['含义', 'Meaning'], needed: ['必填', 'needed'], optional: ['可不填', 'may be empty'], template: ['下载空表', 'Download an empty table'],
  problems: ['要改的地方', 'To be corrected'], remarks: ['写入了，但值得看一眼', 'Taken, but worth a look'], row: ['行', 'Row'], value: ['内容', 'Value'], what: ['问题', 'What is wrong'], more: ['还有 {n} 处没有列出', '{n} more are not listed'],
  unusedColumns: ['没有用到的列：{columns}', 'Columns that were not used: {columns}'],

  provisionTitle: ['批量接入传感器', 'Sensors from a table'], provisionLead: ['一行一个设备。先检查，没有问题才写入；同一张表再传一次，不会重复。', 'A row is a device. It is checked first and written when all is right; the same table again doubles nothing.'],
  writeThings: ['接入 {n} 个设备', 'Add {n} {n?device:devices}'], allRight: ['{rows} 行都没有问题：新增 {new}，更新 {changed}，不变 {same}', 'All {rows} {rows?row is:rows are} right: {new} new, {changed} to change, {same} as they were'],
  nothingNew: ['没有要写入的', 'There is nothing to write'],
  someWrong: ['{n} 处要改；改好之前什么都不写入', '{n} {n?place needs:places need} correcting; nothing is written until then'],
  provisioned: ['已接入：新增 {new}，更新 {changed}，不变 {same}', 'Done: {new} new, {changed} changed, {same} as they were'],
  device: ['让设备上报', 'Let devices report'], deviceKey: ['设备用接口密钥上报。给它一个设备所属单位的“处置部门”账号，不给别的角色；密钥在账号页发放，只显示一次。', 'Devices report with an API key. Give them an account with the handler role of their organisation and no other; keys are issued on the account page and shown once.'],
  keyPage: ['去账号页', 'To the account page'], byHttp: ['HTTP', 'HTTP'], byMqtt: ['MQTT', 'MQTT'], mqttOff: ['MQTT 没有开（设置 MQTT_PORT 或 MQTT_URL）', 'MQTT is off (setting MQTT_PORT or MQTT_URL)'],
  streamsOf: ['“{name}”的数据流', 'Streams of “{name}”'], stream: ['数据流', 'Stream'], property: ['指标', 'Property'], unit: ['单位', 'Unit'], interval: ['间隔', 'Interval'],

  colCode: ['编号：城市自己的，不能重复', 'What the city itself calls it, once only'], colName: ['中文名称', 'Name in Chinese'], colNameEn: ['英文名称', 'Name in English'], colKind: ['类型代码：{kinds}', 'Code of a kind: {kinds}'], colLon: ['经度；空着就用部件的位置', 'Longitude; empty: where the asset stands'], colLat: ['纬度', 'Latitude'],
  colDatum: ['坐标系 wgs84、gcj02 或 bd09；空着是 wgs84', 'Datum wgs84, gcj02 or bd09; empty is wgs84'], colOrganisation: ['单位代码', 'Code of the organisation'], colPublic: ['是否公开：是 / 否；空着是公开', 'Public: yes or no; empty is yes'], colAsset: ['部件编码', 'Code of the asset'], colSensor: ['设备型号', 'Maker and model'], colDescription: ['说明', 'What else is to say'],
  missing: ['没有填', 'is missing'], noColumn: ['表里没有这一列', 'The table has no such column'], twoColumns: ['和“{name}”是同一列', 'is the same column as “{name}”'],
  badCode: ['要用字母、数字和 . _ : -，最多 80 个字符', 'takes letters, digits and . _ : -, at most 80'], codeTwice: ['第 {row} 行已经用了这个编号', 'stands in row {row} already'], noKind: ['没有这个类型；可用：{kinds}', 'is no kind; there are {kinds}'], kindRetired: ['这个类型已停用', 'This kind was retired'],
  badPlace: ['{why}', '{why}'], outside: ['位置在本市以外', 'lies outside of the city'], swappedPlace: ['经纬度像是写反了', 'Longitude and latitude seem to be swapped'],
  noOrganisation: ['没有这个单位', 'is no organisation'], badPublic: ['写“是”或“否”', 'takes yes or no'], noAsset: ['没有这个部件', 'is no asset'], tooLong: ['最多 {n} 个字符', 'at most {n} characters'],

  uploadTitle: ['上传观测值', 'Upload values'], uploadLead: ['把记录仪或别处导出的数据补进来。时间没有时区的，按本市时间算。', 'Bring in what a logger or another system kept. Times without a zone are local times of the city.'],
  ofThing: ['设备编号', 'Code of the thing'], ofThingHint: ['文件里没有设备一列时填', 'When the file has no column for it'], implausible: ['超出合理范围的值也写入', 'Take values beyond the plausible range too'],
  uploadColumns: ['两种写法都可以：每行一个值（thing、property、time、result、unit），或每行一个时间、每个指标一列（列名是指标，如 PM10 或 PM10 (ug/m3)）。时间也可以分成 year、month、day、hour。', 'Either a value a row (thing, property, time, result, unit), or a time a row with a column for each property (PM10, or PM10 (ug/m3)). The time may stand in year, month, day, hour.'],
  uploadFound: ['可以写入 {ready} 个值；已经有的 {same}，空的 {empty}，不能写入的 {wrong}', '{ready} {ready?value:values} to write; {same} there already, {empty} empty, {wrong} that cannot be taken'],
  writeValues: ['写入 {n} 个值', 'Write {n} {n?value:values}'], uploaded: ['写入 {written} 个值；已经有的 {same}（同一数据流、时间和值，跳过），空的 {empty}，没有写入的 {wrong}', '{written} {written?value:values} written; {same} there already (same stream, time and value: passed over), {empty} empty, {wrong} not taken'],
  noTime: ['表里没有时间列（time，或 year、month、day、hour）', 'The table has no column for the time (time, or year, month, day, hour)'], noValues: ['表里没有 result 列，也没有以这个设备的指标命名的列：{properties}', 'The table has neither a column result nor one named after a property of the thing: {properties}'],
  noThing: ['没有这个设备', 'is no thing of the city'], noStream: ['没有这个数据流', 'is no stream'], needThing: ['要写明是哪个设备：填设备编号，或加 thing 列', 'Say of which thing: its code above, or a column thing'], needProperty: ['这个设备有几个指标，要写明是哪个：{properties}', 'The thing measures several properties, say which: {properties}'], noProperty: ['这个设备不测这个指标；它测：{properties}', 'The thing does not measure this; it measures {properties}'],
  badTime: ['不是时间；写成 2026-11-20 08:00 或 2026-11-20T08:00:00+08:00', 'is no time; write 2026-11-20 08:00 or 2026-11-20T08:00:00+08:00'], future: ['比现在晚：时钟不准？', 'lies ahead of now: a clock that runs wrong?'], notNumber: ['不是数字', 'is no number'], huge: ['数字太大', 'is larger than a number can be'], notWhole: ['应是整数', 'must be a whole number'], notTruth: ['写“是”或“否”', 'takes yes or no'],
  range: ['超出合理范围 {low}～{high} {unit}', 'lies beyond the plausible range {low} to {high} {unit}'], wrongUnit: ['单位应是 {unit}，要先换算', 'The unit is {unit}: convert the values first'], otherInFile: ['第 {row} 行在同一时间有另一个值', 'Row {row} has another value of the same moment'],
  outOfOrder: ['比上一行早', 'earlier than the row before'], otherThere: ['同一时间已有另一个值', 'There was another value of the same moment'], multiStream: ['组合数据流不能从表里上传', 'A stream of several properties takes no table'],
  yes: ['是', 'yes'], no: ['否', 'no'],

  about: ['things provision 文件 [--dry-run] | things upload 文件 [--thing 编号] [--dry-run]　从表接入传感器，补传观测值', 'things provision FILE [--dry-run] | things upload FILE [--thing CODE] [--dry-run]  sensors and their values from tables'],
  usage: ['用法：things provision 文件 [--dry-run]；things upload 文件 [--thing 编号] [--implausible] [--dry-run]', 'Usage: things provision FILE [--dry-run]; things upload FILE [--thing CODE] [--implausible] [--dry-run]'],
  lineProblem: ['第 {row} 行，{column}：{value} {what}', 'row {row}, {column}: {value} {what}'],
  progress: ['已写入 {done} / {of}', '{done} of {of} written'],
});
