WITH bound AS (
    SELECT now() + $1::float8 * interval '1 second' AS latest
), beyond AS MATERIALIZED (
    SELECT channel.id
    FROM mpns.host CROSS JOIN bound CROSS JOIN LATERAL (
        SELECT id
        FROM mpns.channel
        WHERE channel.host = host.id AND waiting > 0 AND greatest(held_until, lease_until) > bound.latest
        LIMIT 1000
        FOR NO KEY UPDATE SKIP LOCKED
    ) AS channel
)
UPDATE mpns.channel SET
    held_until = least(channel.held_until, bound.latest),
    lease_until = CASE
        WHEN channel.lease_until <= bound.latest THEN channel.lease_until
        -- Then it is no lease, but when the channel was served last.
        WHEN channel.lease_owner IS NULL THEN now()
        ELSE now() + $2::float8 * interval '1 second'
    END
FROM beyond, bound
-- `= ANY`, since with `=` the planner may scan the whole index in its order when it expects a single row.
WHERE channel.id = ANY (ARRAY[beyond.id])
