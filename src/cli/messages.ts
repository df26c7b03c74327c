import { messages } from '#ground/i18n/index.ts';

/** What the terminal says. */
export const m = messages({
  usage: ['用法：npm run comis -- 命令 …', 'Usage: npm run comis -- VERB …'],
  aboutStart: ['start [--city 目录] [--empty]　启动；不带参数时用演示城市', 'start [--city DIR] [--empty]  start the city; without arguments the demo city'],
  aboutCity: ['city seed|diff|export 目录　　城市数据包：写入、比较、导出', 'city seed|diff|export DIR     the city package: bring in, compare, write out'],
  aboutKey: ['key issue 登录名 用途　　　　　为一个账号发放接口密钥', 'key issue LOGIN PURPOSE       issue an API key to an account'],
  aboutAudit: ['audit verify | audit export 　 核对审计链，导出为 JSON 行', 'audit verify | audit export   check the chain of the audit, write it as JSON lines'],
  aboutSettings: ['settings　　　　　　　　　　　列出全部设置', 'settings                      list every setting'],
  unknownVerb: ['没有这个命令：{verb}。输入 npm run comis -- help 看有哪些', 'There is no verb {verb}. See npm run comis -- help'],
  unknownOption: ['start 不认识 {option}；可用 --city 目录 或 --empty', 'start does not know {option}; it takes --city DIR or --empty'],
  cityWants: ['city 后面要写 seed、diff 或 export 和一个目录', 'city wants seed, diff or export, and a folder'],
  keyWants: ['要写成：key issue 登录名 用途', 'Write: key issue LOGIN PURPOSE'],
  noAccount: ['没有登录名为 {login} 的账号', 'There is no account with the login {login}'],
  keyIs: ['接口密钥（只显示这一次）：{key}', 'API key (shown this once): {key}'],
  auditWants: ['audit 后面要写 verify 或 export', 'audit wants verify or export'],
  auditRight: ['审计链完好：{entries} 条，{batches} 批；还有 {open} 条未入链', 'The audit chain is whole: {entries} {entries?entry:entries} in {batches} {batches?batch:batches}; {open} not chained yet'],
  auditWrong: ['审计链不对：第 {batch} 批（第 {first} 到 {last} 条）{what}', 'The audit chain is broken: batch {batch} (entries {first} to {last}) {what}'],
  auditChanged: ['有条目被改动或删除', 'has an entry that was changed or removed'],
  auditCut: ['与前一批接不上', 'does not follow the batch before it'],
  auditAdded: ['之间插入了别的条目', 'has an entry that was put in later'],
  databaseAway: ['数据库连不上：{why}', 'The database cannot be reached: {why}'],
  stillAt: ['{what}，已用 {n} 秒', '{what}, {n} s so far'],
  opening: ['正在打开数据库', 'Opening the database'],
  pastLoaded: ['演示往事：{done} / {of} 件', 'Invented past: {done} of {of} reports'],
  seedingDemo: ['正在建立演示城市（虚构）', 'Setting up the demo city (invented)'],
  seedingCity: ['正在读入城市数据包 {dir}', 'Bringing in the city package {dir}'],
  refusedCity: ['城市数据包 {dir} 有问题，没有写入任何内容', 'The city package {dir} was refused; nothing was written'],
  cityThere: ['数据库里已经有一座城市，没有读入 {dir}；要比较请用 city diff', 'The database holds a city already, so {dir} was not brought in; compare with city diff'],
  address: ['打开 {url}', 'Open {url}'],
  listening: ['{name} 已启动（{database}），{n} 秒', '{name} is up ({database}) after {n} s'],
  embedded: ['内置数据库', 'embedded database'],
  server: ['PostgreSQL 服务器', 'PostgreSQL server'],
  worker: ['只做后台工作，不接受请求', 'Doing background work only, taking no requests'],
  signIns: ['演示账号，密码都是 {password}', 'Demo accounts; the password of all is {password}'],
  demoKey: ['接口密钥（管理员）：{key}', 'API key (administrator): {key}'],
  firstAdministrator: ['第一位管理员请在 24 小时内打开这个链接，只能用一次：', 'The first administrator opens this link within 24 hours; it works once:'],
  stopping: ['正在停止 …', 'Stopping …'],
  startingUp: ['正在启动，请稍候再试。', 'Starting up. Try again in a moment.'],
});

/** Roles as the table of demo accounts names them. */
export const roles = messages({
  visitor: ['访客', 'visitor'], resident: ['居民', 'resident'], volunteer: ['志愿者', 'volunteer'], officer: ['监督员', 'officer'],
  acceptor: ['受理员', 'acceptor'], dispatcher: ['派遣员', 'dispatcher'], handler: ['处置部门', 'handler'], examiner: ['考评员', 'examiner'],
  expert: ['专家', 'expert'], editor: ['编辑', 'editor'], steward: ['数据管理员', 'data steward'], administrator: ['系统管理员', 'administrator'],
});
