locked AS MATERIALIZED (
    -- `= ANY` here and below, since with `=` the planner may scan the whole index in its order when it expects a
    -- single row.
    SELECT channel.id
    FROM (SELECT DISTINCT channel FROM chosen) AS it JOIN mpns.channel ON channel.id = ANY (ARRAY[it.channel])
    ORDER BY it.channel
    FOR NO KEY UPDATE OF channel
), marked AS (
    UPDATE mpns.job SET cancelled = true
    FROM chosen JOIN locked ON locked.id = chosen.channel
    WHERE job.channel = ANY (ARRAY[chosen.channel]) AND job.id = chosen.id AND job.taken IS NOT NULL
    RETURNING job.id
), gone AS (
    DELETE FROM mpns.job
    USING chosen JOIN locked ON locked.id = chosen.channel
    WHERE job.channel = ANY (ARRAY[chosen.channel]) AND job.id = chosen.id AND job.taken IS NULL
    RETURNING job.*
), counted AS (
    SELECT channel, count(*) AS jobs FROM gone GROUP BY channel
), lowered AS (
    UPDATE mpns.channel SET waiting = channel.waiting - counted.jobs
    FROM counted WHERE channel.id = ANY (ARRAY[counted.channel])
), written AS (
    INSERT INTO mpns.result (job, channel, content, key, result, attempts)
    SELECT id, channel, content, key, 'cancelled', attempts FROM gone
)
SELECT (SELECT count(*) FROM chosen) AS chosen, (SELECT count(*) FROM gone) + (SELECT count(*) FROM marked) AS cancelled
