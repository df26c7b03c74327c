// Assets (部件): manhole covers, lamps, bins, trees: what a report can be about, with its owner and state.
// How: one table with a point each; the picker asks for those near a place of the class a report class names (`asset_class`).
// Rejected: assets as a map layer only (the owner decides who handles it, so the case must hold the code).
import type { Room } from '#ground/room.ts';
import { pageRoutes } from './pages.tsx';
import { apiRoutes } from './routes.ts';
import { assetLayers } from './tiles.ts';

export const assets: Room = { name: 'city/assets', routes: [...apiRoutes, ...pageRoutes], tiles: assetLayers };

export { Asset, ASSET_STATES, AssetCode, AssetInput, AssetState, NearAsset } from './contract.ts';
export { changeAssetState, saveAssets } from './assets.ts';
export { assetByCode, assetsIn, assetsNear } from './store.ts';
