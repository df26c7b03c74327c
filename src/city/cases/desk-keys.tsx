// The keyboard of a queue, shown at its foot: every key is a link or a button of the page (web/keys.ts presses it), so all of them also work by pointer.
import { Dialog, Kbd } from '#ground/pages/parts.tsx';
import type { Lang } from '#ground/i18n/index.ts';
import { d } from './desk-messages.ts';

export interface QueueKeysProps { lang: Lang; previous: string | undefined; next: string | undefined; link: (changes: Record<string, string | undefined>) => string; bulk: boolean; whole: string | undefined }

export function QueueKeys({ lang, previous, next, link, bulk, whole }: QueueKeysProps) {
  const to = (number: string) => link({ case: number, do: undefined, template: undefined, all: undefined });
  return (
    <>
      <p class="q-keys meta desk-only" data-fresh="keys">
        {next && <a class="q-key" href={to(next)} data-key="j"><Kbd>J</Kbd> {d.keyNext(lang)}</a>}
        {previous && <a class="q-key" href={to(previous)} data-key="k"><Kbd>K</Kbd> {d.keyPrevious(lang)}</a>}
        {bulk && <span><Kbd>X</Kbd> {d.keyPick(lang)}</span>}
        {whole && <a class="q-key" href={`/cases/${encodeURIComponent(whole)}?back=${encodeURIComponent(link({}))}`} data-key="o"><Kbd>O</Kbd> {d.keyOpen(lang)}</a>}
        <button type="button" class="q-key btn-q btn btn-d" data-opens="keys" data-key="?"><Kbd>?</Kbd> {d.keyHelp(lang)}</button>
      </p>
      <Dialog id="keys" title={d.keyHelp(lang)} actions={<button class="btn" type="button" data-closes="" autofocus>{d.keyClose(lang)}</button>}>
        <dl class="kv">
          {([['J', d.keyNext], ['K', d.keyPrevious], ['X', d.keyPick], ['O', d.keyOpen], ['F', d.actFile], ['V', d.actOrderVerification], ['R', d.actRefuse], ['M', d.actMerge], ['D', d.actDispatch], ['A', d.actAnswer], ['C', d.actClose], ['Z', d.keyUndo], ['/', d.keyFind], ['?', d.keyHelp]] as const)
            .map(([key, word]) => [<dt key={key}><Kbd>{key}</Kbd></dt>, <dd key={`${key}-`}>{word(lang)}</dd>])}
        </dl>
      </Dialog>
    </>
  );
}
