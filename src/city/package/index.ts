// The city package (城市数据包): a city as a folder of plain data. It seeds the database once; then the database rules, administrators
// edit in pages, and `comis city diff|export` writes their work back, so that a city can be kept in version control and carried to another machine.
// How: the folder is read whole, every entry parsed and checked against all others (read.ts, check.ts), then upserted in one transaction (seed.ts).
// The way back (export.ts) goes through the same shapes and the same writer (format.ts), which is why a folder comes back byte for byte.
// This room alone reads and writes its siblings' tables and the accounts directly: it carries whole tables, and their functions speak of one entry at a time.
// Rejected: a dump of the database (nobody can read or review it), seeding through the rooms' saving functions (each row would be an
// administrator's change, and the embedded database would take minutes), CSV for everything (no nesting, no geometry).
export { City, Season, type CityPackage, type Template } from './contract.ts';
export { packageCommands, type PackageCommand, type PackageTools } from './commands.ts';
export { comparePackages, diffPackage, sayDifference, type Difference } from './diff.ts';
export { exportPackage, loadPackage } from './export.ts';
export { formatPackage } from './format.ts';
export { areasFromGeojson, type AreaMapping } from './geojson.ts';
export { PackageRefused, sayProblem, type Problem } from './problems.ts';
export { readPackage } from './read.ts';
export { findText } from './seed-places.ts';
export { seedPackage, type SeedCount, type SeedOptions } from './seed.ts';
