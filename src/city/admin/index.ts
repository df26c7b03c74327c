// What the administration pages of this hall share. Every form shows what will change before it changes, and who changed it before:
// these are the lists a whole city works by. Rejected: "are you sure" (it shows nothing), editing JSON (it hides what it means).
export { changesOf, ChangedBy, EditForm, FormErrors, ListPages, ListSearch, PAGE_SIZE, Saved, standing, ticks, type Change, type Shown } from './parts.tsx';
export { confirm, previewed } from './preview.ts';
export { refuseOutside, refuseUnlessCity, scopeOf, type Scope } from './scope.ts';
export { withName } from './store.ts';
export { m as adminWords } from './messages.ts';
