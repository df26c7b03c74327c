/** A query or path that the standard does not allow: answered with 400 and this sentence. */
export class BadQuery extends Error { override name = 'BadQuery' }
