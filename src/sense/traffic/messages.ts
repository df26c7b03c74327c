import { messages } from '#ground/i18n/index.ts';

/** What makers call the two properties and their units, beside the names of the city's list; in lower case. */
export const NAMES = {
  speed: ['mean speed', 'average speed', 'average vehicle speed', 'averagevehiclespeed', 'speed', '平均车速', '平均速度', '车速'],
  count: ['vehicle flow', 'vehicle count', 'traffic flow', 'intensity', 'vehicleflow', 'flow', '车流量', '流量'],
  kmh: ['km/h', 'kmh', 'kph', '千米/时', '公里/小时'], ms: ['m/s', '米/秒'], mph: ['mph', 'mi/h'],
} as const satisfies Record<string, readonly string[]>;

export const m = messages({
  title: ['路况与封路', 'Traffic and road closures'], nav: ['路况', 'Traffic'],
  lead: ['各路段现在通不通畅，哪里占路、封路，怎么绕行。每分钟更新。', 'How roads flow now, where they are closed, and the way round. Renewed every minute.'],
  mapLabel: ['路况与封路地图', 'Map of traffic and closures'], mapKey: ['地图上，路段的点和线越粗越慢；虚线和黑点是占路、封路，细虚线和空心点还没开始。', 'On the map the wider a section, the slower; dashes and solid dots are closures, thin dashes and hollow dots are planned.'], mapLoading: ['地图打开中', 'Opening the map'], mapFailed: ['地图没有打开，请看下面的列表', 'The map did not open; see the lists below'],
  free: ['畅通', 'Free'], slow: ['缓行', 'Slow'], jammed: ['拥堵', 'Jammed'], unknown: ['不明', 'Unknown'],
  closed: ['封路', 'Closed'], lane: ['占路', 'Lane closed'], restricted: ['管制', 'Restricted'],
  planned: ['将要开始', 'Planned'], active: ['正在进行', 'In force'], ended: ['已经结束', 'Over'], withdrawn: ['已撤销', 'Withdrawn'],
  both: ['双向', 'Both directions'], northbound: ['由南向北', 'Northbound'], eastbound: ['由西向东', 'Eastbound'], southbound: ['由北向南', 'Southbound'], westbound: ['由东向西', 'Westbound'],
  flowNow: ['路段', 'Road sections'], noFlow: ['没有路段在报送', 'No section is reporting'], noFlowLead: ['接入交通流量设备后，路况出现在这里。', 'Sections appear here once traffic sensors report.'],
  section: ['路段', 'Section'], level: ['路况', 'Flow'], speed: ['平均车速（千米/时）', 'Mean speed (km/h)'], vehicles: ['车流量（辆/时）', 'Vehicles an hour'], seen: ['数据时间', 'As of'], staleValue: ['{at}，已过期', '{at}, out of date'],
  slowest: ['共 {n} 个路段，先列最慢的 {shown} 个', '{n} {n?section:sections}, the slowest {shown} first'],
  closuresNow: ['占路与封路', 'Closures'], noClosures: ['现在没有占路和封路', 'No closures now'], noClosuresLead: ['新的占路和封路会列在这里。', 'New closures are listed here.'],
  detourIs: ['绕行：{text}', 'Way round: {text}'], fromTo: ['{from} 至 {to}', '{from} to {to}'], until: ['直到另行通知', 'until further notice'], fromOn: ['{from} 起', 'from {from}'],
  showMap: ['在地图上看', 'Show on the map'],
  rule: ['怎么判断', 'How it is judged'],
  ruleText: ['平均车速不低于该路段空路车速的 {free}% 为畅通，不低于 {slow}% 为缓行，再低为拥堵。路段没有登记空路车速时按 {usual} 千米/时计。连续三次没有按时报送，或没有车速，为不明；只有车流量不能判断。', 'Free: mean speed at least {free}% of the speed of the empty road; slow: at least {slow}%; below: jammed. Without a registered free speed {usual} km/h are assumed. Unknown: no speed, or three intervals missed; how many vehicles pass does not tell an empty road from one that stands.'],
  openData: ['开放数据', 'Open data'], flowFile: ['路况，GeoJSON', 'Flow, GeoJSON'], closuresFile: ['占路与封路，GeoJSON', 'Closures, GeoJSON'], thingsFile: ['占路与封路，SensorThings', 'Closures, SensorThings'],
  licence: ['许可：CC BY 4.0，注明来源“{city}”。路况最多晚一分钟，封路保存后立即可取；结束后继续保留一天。', 'Licence: CC BY 4.0, credit “{city}”. Flow is at most a minute behind; closures are there once saved, and stay a day after they end.'],
  rest: ['本页每分钟自动更新', 'This page renews itself every minute'], renewed: ['{at} 已更新', 'Renewed at {at}'], notRenewed: ['更新失败，显示的是 {at} 的情况', 'Not renewed; this is as of {at}'],
  deskTitle: ['占路与封路', 'Road closures'], deskShort: ['封路', 'Closures'], deskLead: ['登记后立即公开，供导航和市民使用。', 'Public at once, for navigation and residents.'],
  add: ['登记占路封路', 'Enter a closure'], edit: ['修改', 'Change'], running: ['未结束', 'Not over'], over: ['最近结束', 'Lately over'], noneRunning: ['没有未结束的占路封路', 'No closure that is not over'], noneRunningLead: ['新的占路封路从右上角登记。', 'Enter a new one at the top.'], noneOver: ['还没有', 'None yet'],
  kind: ['类型', 'Kind'], closedHint: ['车辆都不能通过', 'Nobody passes'], laneHint: ['部分车道不能走', 'Some lanes are closed'], restrictedHint: ['部分车辆或时段不能走', 'Some vehicles or hours'],
  road: ['路名', 'Road'], roadEn: ['英文路名', 'Road in English'], direction: ['方向', 'Direction'], reason: ['原因', 'Reason'], reasonEn: ['英文原因', 'Reason in English'], detour: ['绕行说明', 'Way round'], detourEn: ['英文绕行说明', 'Way round in English'], mayBeEmpty: ['可不填', 'may be empty'],
  starts: ['开始', 'From'], ends: ['结束', 'To'], endsHint: ['留空表示直到另行通知', 'Empty: until further notice'],
  geometry: ['位置', 'Where'], geometryHint: ['在地图上逐点画，或写经纬度：118.301,30.901; 118.303,30.902。一个点也可以。也可贴 GeoJSON。留空则取整条路（按路名）', 'Draw it on the map, or write longitude,latitude: 118.301,30.901; 118.303,30.902. One point is enough. GeoJSON works too. Empty: the whole road of that name'],
  datum: ['坐标系', 'Datum'], drawHelp: ['点地图加一个点，线按点的先后连接', 'Press the map to add a point; points are joined in order'], drawAdd: ['在地图中心加点', 'Add the middle of the map'], drawUndo: ['退一点', 'Undo a point'], drawClear: ['清除', 'Clear'], drawn: ['已画 {n} 个点', 'Points: {n}'],
  save: ['保存并公开', 'Save and publish'], saving: ['正在保存', 'Saving'], endNow: ['现在恢复通行', 'Open the road now'], ending: ['正在结束', 'Ending'], withdraw: ['撤销（登记有误）', 'Withdraw (entered by mistake)'], withdrawing: ['正在撤销', 'Withdrawing'], finish: ['结束', 'Ending it'],
  versions: ['经过', 'History'], entered: ['登记', 'Entered'], changed: ['修改', 'Changed'], by: ['{what} · {who}', '{what} · {who}'], saved: ['已保存并公开', 'Saved and public'],
  gone: ['没有这条占路封路', 'There is no such closure'], isOver: ['已经结束，不能再改；需要时重新登记', 'It is over and cannot be changed; enter a new one'],
  badTime: ['时间写成 2026-11-18T09:41', 'Write the time as 2026-11-18T09:41'], endsBefore: ['结束要晚于开始', 'The end must come after the beginning'], endsInPast: ['结束时间已经过去', 'The end is in the past'], farAway: ['时间相差超过五年', 'More than five years away'],
  badGeometry: ['看不懂这个位置：写一个点或一条线，经度在前', 'This is no point or line: longitude comes first'], swapped: ['经度和纬度像是颠倒了：经度在前', 'Longitude and latitude look swapped: longitude comes first'], outside: ['位置在本市以外', 'This lies outside of the city'], tooManyPoints: ['最多 {n} 个点', 'At most {n} points'], noLength: ['线没有长度', 'The line has no length'], tooLong: ['超过 100 千米', 'Longer than 100 km'],
  noSuchRoad: ['底图上没有这条路，请画出来或写经纬度', 'The map has no road of this name: draw it or write its coordinates'],
  badMoment: ['时间写成带时区的 ISO 8601，例如 2026-11-18T09:41:00+08:00', 'Write an ISO 8601 time with its zone, such as 2026-11-18T09:41:00+08:00'],
});
