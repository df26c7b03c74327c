import { messages } from '../i18n/index.ts';

/** Why a table file is not taken, or not written. */
export const m = messages({
  notThere: ['读不到文件 {path}：{why}', 'The file {path} cannot be read: {why}'],
  unknownFormat: ['看不出 {path} 是 CSV 还是 XLSX，请用 .csv、.csv.gz 或 .xlsx 结尾的文件名，或指明格式', 'It is not clear whether {path} is CSV or XLSX: name it .csv, .csv.gz or .xlsx, or say the format'],
  empty: ['文件里没有表头', 'The file has no header row'],
  noEncoding: ['文件不是 UTF-8，也不是 GB18030；请另存为 UTF-8，或指明编码', 'The file is neither UTF-8 nor GB18030: save it as UTF-8, or say its encoding'],
  wrongEncoding: ['文件不是 {encoding} 编码', 'The file is not in {encoding}'],
  brokenGzip: ['压缩文件损坏', 'The compressed file is damaged'],
  tooLarge: ['文件太大：解开后超过 {mb} MB', 'The file is too large: more than {mb} MB once unpacked'],
  emptyHeader: ['第 {column} 列没有表头', 'Column {column} has no header'],
  twoHeaders: ['表头“{name}”出现了两次（第 {first} 列和第 {column} 列）', 'The header “{name}” stands twice (columns {first} and {column})'],
  manyColumns: ['超过 {n} 列', 'More than {n} columns'],
  ragged: ['第 {row} 行有 {cells} 格，表头有 {columns} 格', 'Row {row} has {cells} {cells?cell:cells}, the header has {columns}'],
  longCell: ['第 {row} 行“{name}”超过 {n} 个字符', 'Row {row}, “{name}”: more than {n} characters'],
  longRow: ['第 {row} 行太长；可能有引号没有成对', 'Row {row} is too long; perhaps a quote is not closed'],
  openQuote: ['第 {row} 行的引号没有成对', 'A quote in row {row} is not closed'],
  strayQuote: ['第 {row} 行的引号位置不对：有引号的格要整格括起来，格内的引号要写两个', 'A quote in row {row} is out of place: a quoted cell is quoted whole, and a quote within it is written twice'],
  broken: ['第 {row} 行读不懂：{why}', 'Row {row} cannot be read: {why}'],
  notXlsx: ['文件不是 XLSX（旧式 .xls 请另存为 .xlsx）', 'The file is not XLSX (save an old .xls as .xlsx)'],
  brokenXlsx: ['XLSX 文件损坏：{why}', 'The XLSX file is damaged: {why}'],
  noSheet: ['文件里没有工作表“{sheet}”', 'The file has no sheet “{sheet}”'],
  farCell: ['工作表里有超出 {rows} 行或 {columns} 列的格：{cell}', 'The sheet has a cell beyond {rows} rows or {columns} columns: {cell}'],
  manyCells: ['XLSX 一次最多写 {n} 格，这里有更多；请改用 CSV，或缩小范围', 'XLSX takes at most {n} cells here and there are more: use CSV, or ask for less'],
  manyRows: ['XLSX 的一张工作表最多 {n} 行；请改用 CSV，或缩小范围', 'A sheet of XLSX takes at most {n} rows: use CSV, or ask for less'],
});
