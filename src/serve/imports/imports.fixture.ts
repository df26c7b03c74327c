// Imports in tests: rows as a CSV in a folder of the test, brought into the small city.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { z } from 'zod';
import { sql, type Db } from '#ground/db/index.ts';
import { Mapping } from './contract.ts';
import { openFiles } from './files.ts';
import { runImport, type Asked, type Ran } from './running.ts';
import type { NewRemark } from './store.ts';

/** Columns of the small files. */
export const SMALL = {
  source: 'old', zone: 'Asia/Shanghai', dates: ['yyyy-MM-dd HH:mm', 'iso'], prefix: 'OLD-', id: '编号', opened: '上报', target: '时限', closed: '办结', status: { column: '状态', closed: ['已办结'] }, late: { column: '超时', late: ['是'], onTime: ['否'] },
  type: { column: '类别', by: 'name' }, department: { column: '部门', by: 'name' }, position: { lon: '经度', lat: '纬度' }, address: '地址', description: '描述', answer: '答复', outcome: { column: '结果', table: { 已解决: 'resolved' } },
};
const COLUMNS = ['编号', '上报', '时限', '办结', '状态', '超时', '类别', '部门', '经度', '纬度', '地址', '描述', '答复', '结果'];
export type Cells = Partial<Record<string, string>>;
/** A row that is right in everything; `cells` changes it. */
export const right = (id: string, cells: Cells = {}): Cells => ({ 编号: id, 上报: '2026-03-02 09:00', 时限: '2026-03-03 09:00', 办结: '', 状态: '在办', 类别: '占道经营', 部门: '城管执法一中队', 经度: '118.301', 纬度: '30.901', 地址: '中山路1号', 描述: '水果摊占满人行道', ...cells });
export const closed = (id: string, cells: Cells = {}): Cells => right(id, { 办结: '2026-03-02 17:00', 状态: '已办结', 答复: '已劝离', 结果: '已解决', ...cells });

export const csvOf = (rows: readonly Cells[], columns: readonly string[] = COLUMNS): string => [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))].map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n');

/** A folder that goes with the test; returns paths of the files put into it. */
export async function folder(t: TestContext): Promise<{ dir: string; put(name: string, content: string | Uint8Array): Promise<string> }> {
  const dir = await mkdtemp(join(tmpdir(), 'comis-import-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return { dir, async put(name, content) { const path = join(dir, name); await writeFile(path, content); return path; } };
}

export interface Brought extends Ran { readonly remarks: readonly NewRemark[] }
/** Brings files in; `mapping` is written over the small one. */
export async function bring(db: Db, paths: readonly string[], options: { mapping?: object; now?: Date } & Partial<Pick<Asked, 'dry' | 'batch' | 'by'>> & { onBatch?: () => void } = {}): Promise<Brought> {
  const mapping = Mapping.parse({ ...SMALL, ...options.mapping });
  const remarks: NewRemark[] = [];
  const ran = await runImport(db, {
    mapping, name: 'old', source: mapping.source ?? 'old', files: await openFiles(paths, mapping), by: options.by ?? null, dry: options.dry ?? false, batch: options.batch, now: () => options.now ?? new Date('2026-11-18T09:41:00+08:00'),
    onBatch: (_, found) => { remarks.push(...found); options.onBatch?.(); },
  });
  return { ...ran, remarks };
}

const One = z.object({ value: z.unknown() });
/** Everything an import writes, as text to compare; ids, runs and times of the runs are left out. */
export async function endState(db: Db): Promise<string> {
  const { value } = await db.one(One, sql`select json_build_object(
    'cases', (select json_agg(to_jsonb(c) - 'id' - 'last_step' order by number) from city.cases c),
    'steps', (select json_agg(json_build_array(c.number, s.at, s.verb, s.note, s.data - 'imported') order by c.number, s.id) from city.case_steps s join city.cases c on c.id = s.case_id),
    'clocks', (select json_agg(json_build_array(c.number, k.clock, k.round, k.started_at, k.due_at, k.ended_at, k.late) order by c.number, k.clock, k.round) from city.case_clocks k join city.cases c on c.id = k.case_id),
    'happenings', (select json_agg(json_build_array(subject_key, at, what, class, area) order by subject_key, at, what) from city.happenings),
    'rows', (select json_agg(json_build_array(source, external, number, hash, flags) order by source, external) from serve.import_rows),
    'flags', (select json_agg(json_build_array(source, file, row, kind, field, value, external, number) order by source, file, row, kind, field) from serve.import_remarks where not refused),
    'links', (select json_agg(json_build_array(from_key, relation, to_type) order by from_key) from ground.links where to_type = 'import'),
    'reports', (select json_agg(json_build_array(c.number, r.description, r.created_at) order by c.number, r.id) from serve.reports r join city.cases c on c.id = r.case_id)) as value`);
  return JSON.stringify(value);
}
