// What may be the same thing: shown before the form ends, with its photo and whole text; "that is it" ends the report.
import { useState } from 'preact/hooks';
import { distance } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { Button, Photo } from '#ground/pages/parts.tsx';
import type { NearReport } from '../contract.ts';
import { f } from '../form-messages.ts';
import { sendMeToo, type Refused } from './sending.ts';

export function NearReports({ lang, reports, once, onDone, onRefused }: { lang: Lang; reports: readonly NearReport[]; once: string; onDone: (code: string) => void; onRefused: (refused: Refused | 'away') => void }) {
  const [busy, setBusy] = useState<string | undefined>(undefined);
  const same = async (number: string) => {
    setBusy(number);
    const outcome = await sendMeToo(number, once, lang);
    setBusy(undefined);
    if (outcome === 'away') onRefused('away');
    else if ('code' in outcome) onDone(outcome.code);
    else onRefused(outcome.refused);
  };
  return (
    <div class="stack-s" role="status">
      {reports.slice(0, 2).map((report) => (
        <div class="dup" key={report.number}>
          {report.photo && <Photo src={report.photo} alt={f.nearAlt(lang)} size="s" href={report.url} />}
          <p class="grow"><b>{report.metres < 5 ? f.nearHere(lang) : f.near(lang, { n: distance(lang, report.metres) })}</b><br />{report.description && <>{report.description}<br /></>}<span class="meta">{f.nearMeta(lang, { ago: report.ago, stage: report.stage_word })}</span></p>
          <Button type="button" icon="me2" busy={busy === report.number} onClick={() => void same(report.number)}>{busy === report.number ? f.sameBusy(lang) : f.same(lang)}</Button>
        </div>
      ))}
    </div>
  );
}
