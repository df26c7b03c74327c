import { messages } from '#ground/i18n/index.ts';

/** What the columns of a table of things may be called, with | between; the code itself always may. */
export const thingHeaders = messages({
  code: ['编号|设备编号', 'code'], name: ['名称|中文名称', 'name|name_zh'], name_en: ['英文名称', 'name_en'], kind: ['类型|类型代码', 'kind'], lon: ['经度', 'lon|lng|longitude'], lat: ['纬度', 'lat|latitude'], datum: ['坐标系', 'datum'],
  organisation: ['单位|单位代码', 'organisation|organization'], public: ['公开|是否公开', 'public'], asset: ['部件|部件编码', 'asset|asset_code'], sensor: ['型号|设备型号', 'sensor|model'], description: ['说明|描述', 'description'],
});

/** The same of a table of values. */
export const valueHeaders = messages({
  stream: ['数据流', 'stream|datastream|datastream_id'], thing: ['设备|设备编号|编号', 'thing|code'], property: ['指标', 'property|observedproperty'], time: ['时间|监测时间', 'time|phenomenontime|timestamp|datetime'], result: ['值|数值|结果', 'result|value'], unit: ['单位', 'unit'],
  year: ['年', 'year'], month: ['月', 'month'], day: ['日', 'day'], hour: ['时|小时', 'hour'], minute: ['分', 'minute'],
});

/** How people write yes and no. */
export const answers = messages({ yes: ['是|公开|√', 'yes|y|true|1'], no: ['否|不公开|×', 'no|n|false|0'] });
