// What the launcher says before the program itself runs, in the terminal's language. Plain JavaScript: any Node reads it.
const chinese = /^zh/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '');

const WORDS = {
  installing: ['正在安装依赖……', 'Installing packages …'],
  still: ['……还在进行，已用 {n} 秒', '… still at it, {n} s so far'],
  installed: ['依赖已装好，用时 {n} 秒', 'Packages installed in {n} s'],
  installFailed: ['依赖没有装上（npm 退出码 {code}），上面是 npm 说的原因', 'The packages could not be installed (npm ended with {code}); npm says why above'],
  node: ['COMIS 需要 Node 24，这里是 {version}；本机（{machine}）请从 https://nodejs.org 安装', 'COMIS needs Node 24 and this is {version}; install it from https://nodejs.org for this machine ({machine})'],
  building: ['正在生成网页脚本和样式……', 'Building scripts and styles of the pages …'],
  built: ['网页脚本和样式已生成，用时 {n} 秒', 'Scripts and styles built in {n} s'],
  buildFailed: ['网页脚本和样式没有生成，上面是原因', 'Scripts and styles could not be built; the reason stands above'],
  changed: ['有改动，重新启动', 'Something changed, starting again'],
  apt: ['正在安装测试用的软件：{names}……', 'Installing what the tests need: {names} …'],
  aptFailed: ['没有装上，缺了它们的测试会说明原因：{why}', 'Could not be installed; tests that need it will say so: {why}'],
  aptMissing: ['缺少 {names}：相应的测试会跳过并说明原因（Debian：apt-get install {names}）', 'Missing {names}: the tests that need it are skipped and say why (Debian: apt-get install {names})'],
  cluster: ['正在启动临时的 PostgreSQL……', 'Starting a throwaway PostgreSQL …'],
  noTests: ['没有测试文件符合：{names}', 'No test file matches: {names}'],
  tooLong: ['超过 {n} 秒，已中止', 'Stopped after {n} s'],
  ended: ['进程没有正常结束（退出码 {code}）', 'the process did not end well (exit code {code})'],
  skipped: ['没有运行的测试（{n}）：', 'Tests that did not run ({n}):'],
  failed: ['没有通过的测试（{n}）：', 'Tests that failed ({n}):'],
  stepRight: ['{name}：通过，{n} 秒', '{name}: right, {n} s'],
  stepWrong: ['{name}：不通过', '{name}: wrong'],
  outdated: ['这些文件要重新生成（npm run check -- --write）：{names}', 'Out of date, write them anew with npm run check -- --write: {names}'],
  benchUnknown: ['没有叫这些名字的性能测试：{names}（有：{known}）', 'No benchmark is called: {names} (there are: {known})'],
  benchRounds: ['--rounds 要一个正整数，不是“{given}”', '--rounds wants a whole number above 0, not "{given}"'],
  benchEnded: ['进程没有给出结果就结束了', 'The process ended without a result'],
  benchSkipped: ['没有运行：{why}', 'Not run: {why}'],
  benchUnmet: ['没有达到：{work}，{ratio} < {least}', 'Not reached: {work}, {ratio} < {least}'],
  benchWritten: ['docs/performance.md 已写入 {name}', 'Written into docs/performance.md: {name}'],
  written: ['已写入 {names}', 'Written: {names}'],
};

/** `say('built', { n: 3 })`: one line in the terminal's language. */
export function say(key, values = {}) {
  return WORDS[key][chinese ? 0 : 1].replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
}

export const print = (key, values) => { process.stdout.write(`${say(key, values)}\n`); };

/** Seconds since `started` (of performance.now()), for people. */
export const secondsSince = (started) => Math.max(0, Math.round((performance.now() - started) / 100) / 10);
