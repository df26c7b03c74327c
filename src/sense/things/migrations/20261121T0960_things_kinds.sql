-- What a city measures, in which units, by which kinds of things: controlled lists that provisioning draws from and pages take their names from.
-- They begin with what every city has; a steward adds, changes and retires. Nothing of a retired entry goes: it is only no longer offered.
create table sense.thing_units (
  code text primary key,                                -- UCUM (ucum.org), case-sensitive
  name text not null, name_en text not null, symbol text not null,
  retired_at timestamptz, changed_at timestamptz not null default now(), changed_by uuid
);
create table sense.thing_properties (
  code text primary key,                                -- the name of the ObservedProperty, as rules and other programs call it
  name text not null, name_en text not null, definition text not null,
  unit text references sense.thing_units,               -- null: no number, a state or a yes and no
  low double precision, high double precision,          -- beyond these a value is not believed
  retired_at timestamptz, changed_at timestamptz not null default now(), changed_by uuid,
  check (low is null or high is null or low < high)
);
create table sense.thing_kinds (
  code text primary key,
  name text not null, name_en text not null, about text not null default '', about_en text not null default '',
  streams jsonb not null,                               -- [{property, type, interval, battery?}], interval in seconds
  silent_s int not null check (silent_s between 60 and 31536000),
  retired_at timestamptz, changed_at timestamptz not null default now(), changed_by uuid
);

-- What a thing is called in the city's own books: provisioning twice finds it again.
alter table sense.things add column code text;
create unique index on sense.things (code) where code is not null;
create index on sense.things using gin (code gin_trgm_ops);
-- Which entry of the list an ObservedProperty stands for.
alter table sense.observed_properties add column listed text references sense.thing_properties;
create unique index on sense.observed_properties (listed) where listed is not null;
create index on sense.observed_properties (definition);
create index on sense.sensors (name);

insert into sense.thing_units (code, name, name_en, symbol) values
  ('ug/m3', '微克每立方米', 'microgram per cubic metre', 'µg/m³'), ('mg/m3', '毫克每立方米', 'milligram per cubic metre', 'mg/m³'), ('Cel', '摄氏度', 'degree Celsius', '°C'),
  ('%', '百分比', 'percent', '%'), ('hPa', '百帕', 'hectopascal', 'hPa'), ('m/s', '米每秒', 'metre per second', 'm/s'), ('deg', '度', 'degree', '°'), ('mm', '毫米', 'millimetre', 'mm'), ('m', '米', 'metre', 'm'),
  ('dB[SPL]', '分贝（A 计权）', 'decibel, A-weighted', 'dB(A)'), ('W', '瓦', 'watt', 'W'), ('kW', '千瓦', 'kilowatt', 'kW'), ('kW.h', '千瓦时', 'kilowatt hour', 'kWh'), ('V', '伏', 'volt', 'V'),
  ('km/h', '千米每小时', 'kilometre per hour', 'km/h'), ('{vehicle}/h', '辆每小时', 'vehicles per hour', 'veh/h'), ('{person}/h', '人每小时', 'people per hour', 'p/h'), ('lx', '勒克斯', 'lux', 'lx'), ('1', '无量纲', 'dimensionless', '1');

insert into sense.thing_properties (code, name, name_en, definition, unit, low, high) values
  ('PM2.5', '细颗粒物 PM2.5', 'PM2.5', 'http://vocab.nerc.ac.uk/standard_name/mass_concentration_of_pm2p5_ambient_aerosol_particles_in_air/', 'ug/m3', 0, 2000),
  ('PM10', '可吸入颗粒物 PM10', 'PM10', 'http://vocab.nerc.ac.uk/standard_name/mass_concentration_of_pm10_ambient_aerosol_particles_in_air/', 'ug/m3', 0, 5000),
  ('NO2', '二氧化氮', 'Nitrogen dioxide', 'http://vocab.nerc.ac.uk/standard_name/mass_concentration_of_nitrogen_dioxide_in_air/', 'ug/m3', 0, 2000),
  ('SO2', '二氧化硫', 'Sulphur dioxide', 'http://vocab.nerc.ac.uk/standard_name/mass_concentration_of_sulfur_dioxide_in_air/', 'ug/m3', 0, 5000),
  ('O3', '臭氧', 'Ozone', 'http://vocab.nerc.ac.uk/standard_name/mass_concentration_of_ozone_in_air/', 'ug/m3', 0, 1500),
  ('CO', '一氧化碳', 'Carbon monoxide', 'http://vocab.nerc.ac.uk/standard_name/mass_concentration_of_carbon_monoxide_in_air/', 'ug/m3', 0, 50000),
  ('air temperature', '气温', 'Air temperature', 'http://vocab.nerc.ac.uk/standard_name/air_temperature/', 'Cel', -60, 60),
  ('relative humidity', '相对湿度', 'Relative humidity', 'http://vocab.nerc.ac.uk/standard_name/relative_humidity/', '%', 0, 100),
  ('wind speed', '风速', 'Wind speed', 'http://vocab.nerc.ac.uk/standard_name/wind_speed/', 'm/s', 0, 90),
  ('LAeq', '等效声级', 'Equivalent sound level', 'http://qudt.org/vocab/quantitykind/SoundPressureLevel', 'dB[SPL]', 20, 140),
  ('water level', '水位', 'Water level', 'http://vocab.nerc.ac.uk/standard_name/water_surface_height_above_reference_datum/', 'm', -20, 100),
  ('fill level', '满溢度', 'Fill level', 'https://smartdatamodels.org/dataModel.WasteManagement/fillingLevel', '%', 0, 100),
  ('power', '功率', 'Power', 'http://qudt.org/vocab/quantitykind/ElectricPower', 'W', 0, 1000000),
  ('charging power', '充电功率', 'Charging power', 'https://smartdatamodels.org/dataModel.Transportation/power', 'kW', 0, 1000),
  ('charging state', '充电桩状态', 'Charging state', 'https://smartdatamodels.org/dataModel.Transportation/status', null, null, null),
  ('occupied', '是否占用', 'Occupied', 'https://smartdatamodels.org/dataModel.Parking/status', null, null, null),
  ('vehicle flow', '车流量', 'Vehicle flow', 'https://smartdatamodels.org/dataModel.Transportation/intensity', '{vehicle}/h', 0, 20000),
  ('mean speed', '平均车速', 'Mean speed', 'https://smartdatamodels.org/dataModel.Transportation/averageVehicleSpeed', 'km/h', 0, 250),
  ('pedestrian flow', '人流量', 'Pedestrian flow', 'https://smartdatamodels.org/dataModel.Transportation/peopleCount', '{person}/h', 0, 100000),
  ('battery', '电量', 'Battery', 'https://smartdatamodels.org/dataModel.Device/batteryLevel', '%', 0, 100);

insert into sense.thing_kinds (code, name, name_en, about, about_en, streams, silent_s) values
  ('air', '空气质量站', 'Air quality station', '市电供电的微型站', 'A small station on mains power', '[{"property":"PM2.5","type":"measurement","interval":600},{"property":"PM10","type":"measurement","interval":600},{"property":"NO2","type":"measurement","interval":600},{"property":"air temperature","type":"measurement","interval":600},{"property":"relative humidity","type":"measurement","interval":600}]', 3600),
  ('noise', '噪声监测点', 'Noise meter', '十分钟等效声级', 'Equivalent level of ten minutes', '[{"property":"LAeq","type":"measurement","interval":600},{"property":"battery","type":"measurement","interval":21600,"battery":true}]', 3600),
  ('water', '水位计', 'Water level gauge', '以当地基准面起算', 'Above the local datum', '[{"property":"water level","type":"measurement","interval":600},{"property":"battery","type":"measurement","interval":21600,"battery":true}]', 3600),
  ('bin', '垃圾桶满溢', 'Waste bin', '超声波测满溢度', 'Fill level by ultrasound', '[{"property":"fill level","type":"measurement","interval":3600},{"property":"battery","type":"measurement","interval":86400,"battery":true}]', 14400),
  ('light', '路灯', 'Street light', '单灯控制器', 'Controller of one lamp', '[{"property":"power","type":"measurement","interval":1800}]', 21600),
  ('charger', '充电桩', 'Charging post', '电动汽车充电桩', 'For electric cars', '[{"property":"charging power","type":"measurement","interval":600},{"property":"charging state","type":"category","interval":600}]', 3600),
  ('parking', '停车泊位', 'Parking bay', '地磁检测', 'Magnetic detector', '[{"property":"occupied","type":"truth","interval":900},{"property":"battery","type":"measurement","interval":86400,"battery":true}]', 7200),
  ('traffic', '交通流量', 'Traffic flow', '一个断面的流量和车速', 'Flow and speed at one section', '[{"property":"vehicle flow","type":"count","interval":600},{"property":"mean speed","type":"measurement","interval":600}]', 3600),
  ('people', '人流计数', 'Pedestrian counter', '一个断面的人流', 'People passing one line', '[{"property":"pedestrian flow","type":"count","interval":900}]', 3600);
