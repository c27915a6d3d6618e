create or replace temp table _judged as
select "device_id" as asset_id,
  case when _p0 then coalesce(cast(cast((NOT "disk_encrypted") as boolean) as utinyint) * 2::utinyint, 1::utinyint) end as _c0,
  case when _p0 then coalesce(cast(cast((CAST(floor((epoch_us(CAST(timestamp '2026-11-22 08:00:00' AS TIMESTAMP)) - epoch_us(TRY_CAST("last_seen_at" AS TIMESTAMP))) / 86400000000) AS BIGINT) > 14) as boolean) as utinyint) * 2::utinyint, 1::utinyint) end as _c1,
  case when _p1 then coalesce(cast(cast((NOT "firewall_enabled") as boolean) as utinyint) * 2::utinyint, 1::utinyint) end as _c2,
  coalesce(cast(cast(("managed" IS DISTINCT FROM TRUE) as boolean) as utinyint) * 2::utinyint, 1::utinyint) as _c3
from (
  select *,
    (("kind" IN ('laptop', 'phone'))) as _p0,
    (("platform" <> 'linux')) as _p1
  from "device"
) "device"
where "device_id" is not null
