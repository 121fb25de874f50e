-- What this worker has a lease on and does not know of, because it lost its connection while it claimed.
WITH forgotten AS MATERIALIZED (
    SELECT channel.*
    FROM mpns.host CROSS JOIN LATERAL (
        SELECT id, lease_until - $2::float8 * interval '1 second' AS leased
        FROM mpns.channel
        WHERE channel.host = host.id AND waiting > 0
            AND greatest(held_until, lease_until) > now()
            AND greatest(held_until, lease_until) <= now() + $2::float8 * interval '1 second'
            AND lease_owner = $1 AND id <> ALL ($3::bigint[])
        FOR NO KEY UPDATE SKIP LOCKED
    ) AS channel
), unsent AS (
    UPDATE mpns.job SET taken = NULL, attempts = job.attempts - 1
    FROM forgotten CROSS JOIN LATERAL (
        SELECT channel, id, taken FROM mpns.job WHERE job.channel = forgotten.id ORDER BY id LIMIT 1
    ) AS head
    WHERE
        -- One that was taken before has been lost by another worker, and may have been sent.
        head.taken = forgotten.leased
        -- `= ANY` here and below, since with `=` the planner may scan the whole index in its order when it expects a
        -- single row.
        AND job.channel = ANY (ARRAY[head.channel]) AND job.id = head.id
        AND NOT job.cancelled
)
UPDATE mpns.channel SET lease_owner = NULL, lease_until = now()
FROM forgotten WHERE channel.id = ANY (ARRAY[forgotten.id])
