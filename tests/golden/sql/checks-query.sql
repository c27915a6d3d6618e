-- applies
select asset_id from (SELECT "account_id" AS "asset_id" FROM "account" WHERE NOT "person_id" IS NULL) where asset_id in (select asset_id from population where activity_id = 'leavers');

-- sql
SELECT "account_id" AS "asset_id", 'fail' AS "outcome" FROM "account" JOIN "person" USING ("person_id") WHERE "person"."end_date" < CAST(timestamp '2026-11-22 08:00:00' AS TIMESTAMP)
