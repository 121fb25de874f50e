-- Hosts take turns: first those after the last one that gave a channel. Only those that have jobs are looked at, one entry of
-- the index for each, and only until there are enough channels.
WITH RECURSIVE later AS (
    (
        SELECT host, greatest(held_until, lease_until) AS due
        FROM mpns.channel
        WHERE waiting > 0 AND host > $8
        ORDER BY host, greatest(held_until, lease_until)
        LIMIT 1
    )
    UNION ALL
    SELECT next.host, next.due
    FROM later CROSS JOIN LATERAL (
        SELECT host, greatest(held_until, lease_until) AS due
        FROM mpns.channel
        WHERE waiting > 0 AND channel.host > later.host
        ORDER BY host, greatest(held_until, lease_until)
        LIMIT 1
    ) AS next
), earlier AS (
    (
        SELECT host, greatest(held_until, lease_until) AS due
        FROM mpns.channel
        WHERE waiting > 0 AND host <= $8
        ORDER BY host, greatest(held_until, lease_until)
        LIMIT 1
    )
    UNION ALL
    SELECT next.host, next.due
    FROM earlier CROSS JOIN LATERAL (
        SELECT host, greatest(held_until, lease_until) AS due
        FROM mpns.channel
        WHERE waiting > 0 AND channel.host > earlier.host AND channel.host <= $8
        ORDER BY host, greatest(held_until, lease_until)
        LIMIT 1
    ) AS next
), due AS MATERIALIZED (
    SELECT channel.id
    FROM (SELECT host, due FROM later UNION ALL SELECT host, due FROM earlier) AS turn
    CROSS JOIN LATERAL (
        -- Of a host that was down, one request at a time finds out whether it is back.
        SELECT
            host.id,
            CASE WHEN host.openings > 0 THEN 1 ELSE $4 END - coalesce((
                SELECT claims FROM unnest($5::integer[], $6::integer[]) AS busy (host, claims) WHERE busy.host = host.id
            ), 0) AS room
        FROM mpns.host
        WHERE host.id = turn.host AND turn.due <= now() AND host.down_until <= now() AND host.origin <> ALL ($7::text[])
        -- Not a join, which would read all hosts.
        OFFSET 0
    ) AS host
    CROSS JOIN LATERAL (
        SELECT id
        FROM mpns.channel
        WHERE channel.host = host.id AND waiting > 0 AND greatest(held_until, lease_until) <= now()
        ORDER BY greatest(held_until, lease_until)
        LIMIT greatest(host.room, 0)
        FOR NO KEY UPDATE SKIP LOCKED
    ) AS channel
    LIMIT $3
)
UPDATE mpns.channel SET lease_owner = $1, lease_until = now() + $2::float8 * interval '1 second'
FROM due, mpns.host
-- `= ANY`, since with `=` the planner may scan the whole index in its order when it expects a single row.
WHERE channel.id = ANY (ARRAY[due.id]) AND host.id = channel.host
RETURNING
    channel.id, channel.uri, channel.host, channel.os_version, channel.tries, channel.lease_until,
    channel.expired IS NOT NULL AS is_expired, host.openings, now() AS now
