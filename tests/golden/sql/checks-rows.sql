create or replace temp table _population as
select asset_id from (select "device_id" as asset_id from "device")
where asset_id in (select "device_id" from "software_status" where (NOT "product" IS NULL)) and asset_id in (select asset_id from population where activity_id = 'encrypt');

create or replace temp table _found as
select asset_id, item, max(code) as code, null::varchar as detail
from (
  select "device_id" as asset_id, coalesce(cast(name as varchar), '') as item,
    case when (NOT "product" IS NULL) then coalesce(cast(cast(("eol") as boolean) as utinyint) * 2::utinyint, 1::utinyint) end as code
  from "software_status"
)
where code > 0 and asset_id in (select asset_id from _population)
group by all
