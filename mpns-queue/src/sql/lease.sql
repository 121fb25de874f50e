WITH host AS MATERIALIZED (
    -- Of a host that was down, one request at a time finds out whether it is back.
    SELECT host.id, CASE WHEN host.openings > 0 THEN 1 ELSE $4 END - coalesce(busy.claims, 0) AS room
    FROM mpns.host LEFT JOIN unnest($5::integer[], $6::integer[]) AS busy (host, claims) ON busy.host = host.id
    WHERE host.down_until <= now() AND host.origin <> ALL ($7::text[])
    ORDER BY random()
), due AS MATERIALIZED (
    SELECT channel.id
    FROM host CROSS JOIN LATERAL (
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
WHERE channel.id = due.id AND host.id = channel.host
RETURNING
    channel.id, channel.uri, channel.host, channel.os_version, channel.tries, channel.lease_until,
    channel.expired IS NOT NULL AS is_expired, host.openings, now() AS now
