// Identities of records (/id/{type}/{key}) lead to the page about them by 303, as linked data does: a thing is not its page.
import { z } from 'zod';
import { route, see } from '#ground/http/route.ts';

export const identityRoutes = [route({
  method: 'GET', path: '/id/case/:number', who: 'everyone', open: true, summary: 'The identity of a case, to its public page', params: z.object({ number: z.string().min(1).max(60) }), status: 303,
  handle: async ({ params }) => see(`/reports/${encodeURIComponent(params.number)}`),
})];
