import { messages } from '../i18n/index.ts';

export const m = messages({
  noLayer: ['没有这个图层：{name}', 'No such layer: {name}'],
  zoomRange: ['这个图层的级别是 {min} 到 {max}', 'The zoom levels of this layer are {min} to {max}'],
  noTile: ['第 {z} 级没有这一块', 'There is no such tile at zoom {z}'],
  badFilter: ['筛选条件写法不对', 'A filter is not well formed'],
});
