import { messages } from '#ground/i18n/index.ts';

export const m = messages({
  title: ['{period}办理情况', 'How {period} went'],
  over: ['办理情况，由案卷实时算出，每个数都能点开', 'How cases were handled, counted from the cases themselves; every number opens them'],
  noPeriod: ['没有这样的时段。写成 2026-10、2026-Q3、2026、2026-W42 或 2026-10-05', 'There is no such period. Write 2026-10, 2026-Q3, 2026, 2026-W42 or 2026-10-05.'],
  notBegun: ['这个时段还没开始', 'This period has not begun yet.'],
  year: ['{y} 年', '{y}'], quarter: ['{y} 年第 {q} 季度', 'Q{q} {y}'], month: ['{y} 年 {name} 月', '{name} {y}'], week: ['{y} 年第 {w} 周', 'week {w} of {y}'], day: ['{y} 年 {name} 月 {d} 日', '{d} {name} {y}'],
  yearShort: ['{y}', '{y}'], quarterShort: ['{q} 季度', 'Q{q}'], monthShort: ['{name} 月', '{name}'], weekShort: ['{w} 周', 'W{w}'], dayShort: ['{name}-{d}', '{d} {name}'],
  others: ['别的时段', 'Other periods'], toYear: ['全年', 'Year'], toQuarter: ['本季', 'Quarter'], toMonth: ['本月', 'Month'],
  csv: ['CSV', 'CSV'], xlsx: ['Excel', 'Excel'],
  // what the numbers say
  sayRate: ['立案 {filed} 件，{rate} 按期结案', '{filed} filed; {rate} closed on time'],
  sayUp: ['，比{before}高 {points} 个百分点', ', {points} points above {before}'], sayDown: ['，比{before}低 {points} 个百分点', ', {points} points below {before}'], saySame: ['，与{before}持平', ', the same as {before}'],
  sayFew: ['立案 {filed} 件。应结案只有 {should} 件，其中 {onTime} 件按期，件数少，不作比较', '{filed} filed. Due to be closed: only {should}, on time: {onTime}. That is too few to compare'],
  sayNoneDue: ['立案 {filed} 件，还没有到期的', '{filed} filed; none was due yet'],
  sayWorst: ['{name}明显低于其他，{rate}：{overdue} 件超期，占全部超期的 {share}', '{name} is clearly below the rest at {rate}: {overdue} overdue, {share} of all that were'],
  stop: ['。', '. '],
  provisional: ['暂时数：{period}还没过完，算到 {time}；和上期、去年只比同样长的一段', 'Provisional: {period} is not over. Counted to {time}, and compared with as much of the period before and of the year before.'],
  publicOnly: ['只计公开案卷：分到这么细，不公开的会被认出来', 'Public cases only: in so narrow a table the others could be found out.'],
  emptyTitle: ['{period}没有数', 'No figures for {period}'], emptyBefore: ['城市从 {day} 开始有案卷，更早的没有，不是零', 'Cases begin on {day}. What was before is unknown, not nought.'], emptyNone: ['还没有一件案卷', 'There is no case yet.'], emptyNow: ['看上个月', 'Last month'],
  // measures
  received: ['受理', 'Received'], filed: ['立案', 'Filed'], due: ['到期', 'Due'], suspended: ['缓办', 'Suspended'], should: ['应结案', 'To be closed'], onTime: ['按期结案', 'Closed on time'], pending: ['已办待结', 'Handled, not closed'],
  overdue: ['超期', 'Overdue'], overdueOpen: ['超期未结', 'Overdue, open'], exempt: ['申诉成立', 'Appeal granted'], closed: ['结案', 'Closed'], rework: ['返工', 'Reworked'], reopened: ['重开', 'Reopened'], rated: ['评价', 'Rated'], solved: ['说解决了', 'Say solved'], answered: ['答复', 'Answered'],
  ended: ['{clock}办完', '{clock} done'], inTime: ['{clock}按时', '{clock} in time'],
  onTimeRate: ['按期结案率', 'Closed on time'], reworkRate: ['返工率', 'Rework rate'], solvedRate: ['解决率', 'Say solved'], handling: ['处置用时中位数', 'Median handling time'], p90: ['最慢一成超过 {time}', 'slowest tenth over {time}'], p90Name: ['处置用时九成位', '90th percentile of handling'],
  medianShort: ['处置中位数', 'Median'], tileShould: ['应结案', 'to be closed'], tileClosed: ['结案', 'closed'], tileRated: ['人评价', 'rated'],
  hour: ['时', 'h'], minute: ['分', 'min'], dayUnit: ['天', 'd'], none: ['—', '—'],
  acceptance: ['受理立案', 'Acceptance and filing'], verification: ['核实', 'Verification'], dispatch: ['派遣', 'Dispatch'], handlingClock: ['处置', 'Handling'], check: ['核查', 'Check'], closing: ['结案', 'Closing'], answer: ['答复', 'Answer'],
  // chart
  chartTitle: ['按期结案率最低 {low}（{lowAt}），最高 {high}（{highAt}）', 'Closed on time: lowest {low} ({lowAt}), highest {high} ({highAt})'], chartOne: ['按期结案率与立案数', 'Closed on time, and cases filed'], chartNone: ['立案数', 'Cases filed'],
  legendRate: ['按期结案率', 'closed on time'], legendMean: ['这些时段合计 {rate}', '{rate} over all shown'], legendFiled: ['立案数', 'filed'], legendThousand: ['立案数（千件）', 'filed (thousands)'], chartNumbers: ['这张图的数', 'The numbers of this chart'], periodHead: ['时段', 'Period'], toNow: ['至 {day}', 'to {day}'], chartSpoken: ['{title}。{n} 个时段的数在下面的表里', '{title}. The numbers of {n} periods are in the table below.'],
  // table
  byArea: ['各{dim}', 'By {dim}'], district: ['区', 'district'], street: ['街道', 'street'], community: ['社区', 'community'], unit: ['部门', 'unit'], main: ['大类', 'main class'], class: ['小类', 'class'], source: ['来源', 'source'], nature: ['性质', 'nature'],
  rowsBy: ['按什么分行', 'Rows'], columnsBy: ['横着再按', 'Across'], columnsNone: ['不分', 'nothing'], measure: ['看哪个数', 'Number'], show: ['显示', 'Show'], clear: ['全部', 'All'], onlyThese: ['只看', 'Only'], filterArea: ['区域', 'Area'], filterClass: ['类别', 'Class'], all: ['全部', 'All'], narrowTitle: ['筛选、交叉', 'Narrow down, cross'],
  setLabel: ['看哪几列', 'Columns'], setLimits: ['时限', 'Limits'], setWork: ['办理量', 'Workload'], setQuality: ['质量', 'Quality'],
  whole: ['全部', 'All'], noUnit: ['未派遣', 'Not dispatched'], noClass: ['未分类', 'Not classed'], noArea: ['不在其中', 'Elsewhere'], privateClasses: ['不公开的类别', 'Classes that are not public'],
  before: ['环比', 'On period before'], yearBefore: ['同比', 'On year before'], beforeShort: ['环比', 'prev'], yearShortWord: ['同比', 'yr'], points: [' 点', ' pt'],
  compareTitle: ['和上期、去年同期比', 'Against the period before and the year before'], measureHead: ['指标', 'Measure'], unknownBefore: ['城市那时还没有案卷，不比', 'The city had no cases then'],
  clocksTitle: ['各环节时限', 'Limits of the stages'], clockHead: ['环节', 'Stage'], endedHead: ['办完', 'Done'], inTimeHead: ['按时', 'In time'], inTimeRate: ['按时率', 'In time, share'], clockMedian: ['用时中位数', 'Median'],
  crossTitle: ['{rows} × {cols}：{measure}', '{rows} × {cols}: {measure}'], crossNote: ['颜色越深件数越多', 'the deeper the tint, the more'],
  // how
  howTitle: ['怎么算的', 'How it is counted'],
  howOnTime: ['{period}到期 {due} 件，缓办 {suspended} 件须经批准并写明理由，应结案 {should} 件。按期 {onTime} 件，超期 {overdue} 件，按期办完还没结的 {pending} 件。申诉成立的仍记超期，另列 {exempt} 件。', '{due} were due in {period}; {suspended} are suspended with approval and a written reason, which leaves {should}. {onTime} on time, {overdue} overdue, {pending} handled in time and not closed yet. A granted appeal stays overdue and is told apart: {exempt}.'],
  howRework: ['{period}结案的里面，至少退回责任单位重做过一次的。', 'Of the cases closed in {period}: sent back to the unit at least once.'],
  howSolved: ['{period}结案的里面，上报人评价说解决了的，分母是作了评价的人。', 'Of the cases closed in {period}: the reporter says it is solved. The denominator is those who rated.'],
  howHandling: ['{period}办完处置的每一件，从派到单位到单位反馈，返工各轮相加，按钟表时间，夜里、周末、缓办都算。一半比中位数快。', 'Each case whose handling ended in {period}: from dispatch to feedback, rounds of rework added, by the clock on the wall, nights, weekends and suspensions included. Half took less than the median.'],
  howCounts: ['受理按收到的时间，立案按首次立案，结案按最后一次结案，到期按处置时限（含批准的延期）。合并、作废、不受理的只计受理和立案，不计时限。都按城市时区。', 'Received by when it came, filed by the first filing, closed by the last closing, due by the handling limit with granted extensions. Merged, voided and refused cases count as received and filed only. All in the city’s time zone.'],
  howClocks: ['各环节：每件以该环节最后一次办完的时间计入时段，用时为各次相加，每次都不超才算按时。', 'Stages: a case counts where its last run of that stage ended; its time is the sum of its runs, in time if none was late.'],
  howSmall: ['件数不足 30 的不算比率变化。', 'Changes of shares of fewer than 30 cases are not told.'],
  over2: ['按期结案数', 'closed on time'], under2: ['到期数 − 缓办数', 'due − suspended'], overRework: ['返工过的结案数', 'closed after rework'], underClosed: ['结案数', 'closed'], overSolved: ['说解决了', 'say solved'], underRated: ['评价数', 'rated'], formulaSpoken: ['{name}等于{over}除以{under}', '{name} is {over} divided by {under}'],
  openCases: ['{name}：{measure} {n} 件，看每一件', '{name}: {measure}, {n}, open the cases'], apiLink: ['同样的数，给程序用（JSON）', 'The same numbers for programs (JSON)'],
  // list
  listTitle: ['{measure} {n} 件', '{measure}: {n}'], listNotPublic: ['其中 {n} 件不公开（含合并、作废的），不在下面', '{n} of them {n?is:are} not public (merged and void ones too) and not listed'], listAllPublic: ['都在下面', 'All are listed below.'], listStaff: ['下面只列您能看到的', 'Listed are those you may see.'],
  listNone: ['没有公开的案卷', 'No public case'], listNoneLead: ['数在表里，案卷不公开', 'They count in the table; the cases are not public.'], older: ['再往前', 'Older'], newest: ['最新的', 'Newest'], pages: ['更多案卷', 'More cases'], back: ['回到{period}', 'Back to {period}'],
  // files
  sheetTable: ['{dim}', 'By {dim}'], sheetTotal: ['合计', 'Total'], sheetHow: ['口径', 'Definitions'], sheetTrend: ['走势', 'Trend'], sheetClocks: ['环节', 'Stages'], colKey: ['代码', 'Code'], colName: ['名称', 'Name'], now: ['本期', 'Now'], past: ['上期', 'Before'], lastYear: ['去年同期', 'Year before'], colPublic: ['其中公开', 'of these public'], hoursOf: ['{name}（小时）', '{name} (h)'],
  fileHead: ['时段 {period}，算到 {time}，时区 {zone}，{counted}', 'Period {period}, counted to {time}, zone {zone}, {counted}'], countedAll: ['全部案卷', 'all cases'], countedPublic: ['只计公开案卷', 'public cases only'],
});
