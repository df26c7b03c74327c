/** A body that cannot be taken: 400, 401 and 403 where it is not one's own to change, or 404 where it points at something that is not there. `at` is the path to the field: `Datastreams[0].name`. */
export class BadEntity extends Error {
  override name = 'BadEntity';
  readonly at: string;
  readonly status: 400 | 401 | 403 | 404 | 409;
  constructor(at: string, what: string, status: 400 | 401 | 403 | 404 | 409 = 400) {
    super(at === '' ? what : `${at}: ${what}`);
    this.at = at;
    this.status = status;
  }
}
