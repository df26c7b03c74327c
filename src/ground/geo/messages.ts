import { messages } from '../i18n/index.ts';

export const m = messages({
  pointMissing: ['经度和纬度都要给', 'Give both longitude and latitude'],
  pointNotNumber: ['写成十进制的度，例如 118.3012', 'Write decimal degrees, such as 118.3012'],
  latRange: ['纬度在 −90 到 90 之间', 'Latitude lies between −90 and 90'],
  lonRange: ['经度在 −180 到 180 之间', 'Longitude lies between −180 and 180'],
  swapped: ['经度和纬度像是颠倒了：经度在前，纬度在后', 'Longitude and latitude look swapped: longitude comes first'],
  datum: ['坐标系写 wgs84、gcj02 或 bd09', 'Name the datum: wgs84, gcj02 or bd09'],
  bbox: ['范围写成 minLon,minLat,maxLon,maxLat 四个数，小的在前', 'Write the box as four numbers minLon,minLat,maxLon,maxLat, the smaller first'],
});
