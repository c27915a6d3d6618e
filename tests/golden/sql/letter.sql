select t.activity_id, t.asset_kind, t.asset_id, r.letter, s.person_id, s.position_id as position, s.step as via, (r.ordinal * 1000 + s.ordinal)::integer as ordinal
        from population t
        join letter_rule r on r.activity_id = t.activity_id and r.how = 'position'
        join seat_holder s on s.position_id = r.target
        where s.person_id is not null and (r.letter <> 'A' or s.ordinal = 1) and (r.letter in ('R', 'A') or s.step <> 'fallback')
        union all
        select t.activity_id, t.asset_kind, t.asset_id, r.letter, s.person_id, s.position_id as position, s.step as via, (r.ordinal * 1000 + s.ordinal)::integer as ordinal
        from population t
        join letter_rule r on r.activity_id = t.activity_id and r.how = 'seats'
        join position p on p.role = r.target and p.seat is not null
        join seat_holder s on s.position_id = p.position_id
        where s.person_id is not null and (r.letter <> 'A' or s.ordinal = 1) and (r.letter in ('R', 'A') or s.step <> 'fallback')
        union all
        select t.activity_id, t.asset_kind, t.asset_id, r.letter, s.person_id, s.position_id as position, s.step as via, (r.ordinal * 1000 + s.ordinal)::integer as ordinal
        from population t
        join letter_rule r on r.activity_id = t.activity_id and r.how = 'seat'
        left join asset a on a.asset_kind = t.asset_kind and a.asset_id = t.asset_id
        join seat_holder s on s.position_id
            = r.target || coalesce('/' || case r.each when 'team' then a.team else a.department end, '')
        where s.person_id is not null and (r.letter <> 'A' or s.ordinal = 1) and (r.letter in ('R', 'A') or s.step <> 'fallback')
        union all
        select t.activity_id, t.asset_kind, t.asset_id, r.letter, h.person_id, r.target as position, h.via,
            r.ordinal * 1000 as ordinal
        from population t
        join letter_rule r on r.activity_id = t.activity_id and r.how = 'relation'
        join relation_holder h
            on h.relation = r.target and h.asset_kind = t.asset_kind and h.asset_id = t.asset_id
        where h.person_id is not null and (r.letter in ('R', 'A') or h.via <> 'fallback')
