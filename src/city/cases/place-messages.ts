import { messages } from '#ground/i18n/index.ts';

export const places = messages({
  outside: ['这里不归{city}管。挪一下图钉，或报给邻区', 'This spot is outside {city}. Move the pin, or report to the neighbouring district.'],
  swapped: ['经度和纬度像是写反了', 'Longitude and latitude look swapped'],
});
