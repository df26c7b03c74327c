// Atom (RFC 4287) of public cases: whole, by area, class, circle or case. Nobody has to tell us who they are to follow.
import { createHash } from 'node:crypto';
import type { Db } from '#ground/db/index.ts';
import type { Ground, Site } from '#ground/http/context.ts';
import { notFound } from '#ground/http/answer.tsx';
import { route } from '#ground/http/route.ts';
import { isoTime } from '#ground/i18n/format.ts';
import type { Lang } from '#ground/i18n/index.ts';
import { cityTools, seenStage, type CityTools } from '#city/cases/index.ts';
import { FeedQuery, parseTopic, type Topic } from './contract.ts';
import { m } from './messages.ts';
import { feedCases, type FeedCase } from './store.ts';
import { caseWords, topicWords } from './words.ts';

export const feedRoutes = [route({
  method: 'GET', path: '/feeds/cases.atom', who: 'everyone', summary: 'Public cases as an Atom feed', open: true, query: FeedQuery,
  about: 'The last 50 changed cases, narrowed by area, class (also a main one), case number or near=lon,lat,metres (WGS 84). Conditional requests are answered with 304.',
  async handle({ ground, db, query, lang: wished, site, request, url }) {
    const lang = query.lang ?? wished;
    const tools = await cityTools(db);
    const rows = await feedCases(db, query, query.class === undefined ? undefined : [query.class, ...tools.classes.children(query.class).map((one) => one.code)]);
    const topic = await topicOf(db, query, lang);
    const body = feed({ ground, site, lang, tools, rows, self: ground.baseUrl + url.pathname + url.search, topic });
    return conditional(request, body, rows[0]?.updated_at);
  },
})];

/** What the feed is narrowed to, in words; 404 for an area or class that is not there. */
async function topicOf(db: Db, query: FeedQuery, lang: Lang): Promise<string | undefined> {
  const given = (['area', 'class', 'near', 'case'] as const).flatMap((kind) => (query[kind] === undefined ? [] : [`${kind}:${query[kind]}`]));
  const topics = given.map(parseTopic).filter((parsed): parsed is Topic => parsed !== undefined);
  const words = await Promise.all(topics.map((topic) => topicWords(db, lang, topic)));
  if (words.includes(undefined)) throw notFound();
  return words.join(' · ') || undefined;
}

interface Feed { ground: Ground; site: Site; lang: Lang; tools: CityTools; rows: readonly FeedCase[]; self: string; topic: string | undefined }

function feed({ ground, site, lang, tools, rows, self, topic }: Feed): string {
  const base = ground.baseUrl;
  const title = [m.feedTitle(lang, { city: site.name[lang] }), topic].filter(Boolean).join(' · ');
  // An empty feed still needs a time; the beginning of the day keeps its entity tag still.
  const updated = rows[0]?.updated_at ?? new Date(`${isoTime(ground.clock.now()).slice(0, 10)}T00:00:00Z`);
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:georss="http://www.georss.org/georss" xml:lang="${lang === 'zh' ? 'zh-CN' : 'en'}">`,
    `<id>${xml(self)}</id><title>${xml(title)}</title><updated>${isoTime(updated)}</updated>`,
    `<link rel="self" type="application/atom+xml" href="${xml(self)}"/><link rel="alternate" type="text/html" href="${xml(`${base}/reports`)}"/>`,
    `<author><name>${xml(site.name[lang])}</name></author><generator>COMIS</generator>`,
    ...rows.map((row) => entry(base, lang, tools, row)),
    '</feed>', '',
  ].join('\n');
}

function entry(base: string, lang: Lang, tools: CityTools, row: FeedCase): string {
  const number = encodeURIComponent(row.number);
  const { what, place, title } = caseWords(tools, row, lang);
  const summary = [seenStage(row.stage)(lang), what, place].filter(Boolean).join(' · ');
  return `<entry><id>${xml(`${base}/id/case/${number}`)}</id><title>${xml(title)}</title><link rel="alternate" type="text/html" href="${xml(`${base}/reports/${number}`)}"/>`
    + `<published>${isoTime(row.received_at)}</published><updated>${isoTime(row.updated_at)}</updated><summary>${xml(summary)}</summary>`
    + (row.class === null ? '' : `<category term="${xml(row.class)}" label="${xml(what)}"/>`)
    + (row.lon !== null && row.lat !== null ? `<georss:point>${row.lat} ${row.lon}</georss:point>` : '') + '</entry>';
}

/** For text and attributes; what XML 1.0 cannot hold is left out. */
export const xml = (text: string): string => text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
  .replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');

/** 304 when the reader has this very feed. The entity tag wins over the date, as RFC 9110 says. */
function conditional(request: Request, body: string, changed: Date | undefined): Response {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const headers: Record<string, string> = { etag, 'cache-control': 'public, max-age=60', vary: 'accept-language', ...(changed ? { 'last-modified': changed.toUTCString() } : {}) };
  const known = request.headers.get('if-none-match');
  const since = Date.parse(request.headers.get('if-modified-since') ?? '');
  const same = known === null ? changed !== undefined && Math.floor(changed.getTime() / 1000) * 1000 <= since : known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
  return same ? new Response(null, { status: 304, headers }) : new Response(body, { headers: { ...headers, 'content-type': 'application/atom+xml; charset=utf-8' } });
}
