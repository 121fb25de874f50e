WITH locked AS MATERIALIZED (
    -- `= ANY` here and below, since with `=` the planner may scan the whole index in its order when it expects a
    -- single row.
    SELECT channel.id
    FROM unnest($2::bigint[], $3::timestamptz[]) AS given (channel, until)
    JOIN mpns.channel ON channel.id = ANY (ARRAY[given.channel]) AND channel.lease_until = given.until
    WHERE channel.lease_owner = $1
    ORDER BY given.channel
    FOR NO KEY UPDATE OF channel SKIP LOCKED
), gone AS (
    DELETE FROM mpns.job
    USING locked CROSS JOIN LATERAL (
        SELECT channel, id FROM mpns.job WHERE job.channel = locked.id ORDER BY id LIMIT $4
    ) AS first
    WHERE job.channel = ANY (ARRAY[first.channel]) AND job.id = first.id
    RETURNING job.*
), written AS (
    INSERT INTO mpns.result (job, channel, content, key, result, attempts)
    SELECT id, channel, content, key, $5, attempts FROM gone ORDER BY id
), counted AS (
    SELECT channel, count(*) AS jobs FROM gone GROUP BY channel
)
UPDATE mpns.channel SET
    lease_owner = NULL,
    lease_until = now(),
    waiting = channel.waiting - coalesce(counted.jobs, 0)
FROM locked LEFT JOIN counted ON counted.channel = locked.id
WHERE channel.id = ANY (ARRAY[locked.id])
RETURNING channel.id, coalesce(counted.jobs, 0) AS jobs
