// Every part pages are built of. Text comes in as props, already in the reader's language.
export * from './buttons.tsx';
export * from './choices.tsx';
export * from './fields.tsx';
export * from './icons.tsx';
export * from './lists.tsx';
export * from './map.tsx';
export * from './notices.tsx';
export * from './photos.tsx';
export * from './signs.tsx';
export * from './table.tsx';
