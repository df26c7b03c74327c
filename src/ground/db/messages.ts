import { messages } from '#ground/i18n/index.ts';

/** What the operator is told when the database must not be opened as it is. */
export const m = messages({
  folderTaken: ['数据目录 {dir} 正被另一个进程（{pid}）使用，请先停止它，或另设 DATA_DIR。', 'The data folder {dir} is in use by another process ({pid}): stop that one first, or set another DATA_DIR.'],
  folderBroken: ['数据目录 {dir} 无法打开（{why}），请从备份恢复。', 'The data folder {dir} cannot be opened ({why}): restore it from a backup.'],
  migrationChanged: ['迁移文件 {name} 在执行之后被改动，请恢复原文件，并用新的文件做更改。', 'The migration {name} was changed after it had run: restore it, and make the change in a new file.'],
  migrationGone: ['已执行的迁移文件 {name} 不见了，请使用不早于写入此数据库的程序版本。', 'The migration {name} has run on this database but is missing here: use a version of the program no older than the one that wrote it.'],
  migrationTwice: ['两个迁移文件同名：{name}。', 'Two migrations have the same name: {name}.'],
  migrationFailed: ['迁移文件 {name} 执行失败：{why}', 'The migration {name} failed: {why}'],
});
