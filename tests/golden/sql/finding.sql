select c.origin, c.check_id, c.activity_id, c.asset_kind, f.asset_id, f.item,
        if(f.code = 2, 'fail', 'unknown') as outcome, f.detail, c.severity
    from (
        select n, asset_id, '' as item, code, null::varchar as detail from finding_thing
        union all select n, asset_id, item, code, detail from finding_item
    ) f join finding_check c on c.n = f.n
