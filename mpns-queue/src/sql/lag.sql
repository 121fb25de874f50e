-- A job could be sent since its channel was served last or its hold was over, or since it came. When it came is not in its
-- row, but its content is as old.
SELECT extract(epoch FROM max(now() - greatest(first.due, head.created)))::float8
FROM mpns.host
CROSS JOIN LATERAL (
    SELECT id, greatest(held_until, lease_until) AS due
    FROM mpns.channel
    WHERE channel.host = host.id AND waiting > 0 AND greatest(held_until, lease_until) <= now()
    ORDER BY greatest(held_until, lease_until)
    LIMIT (SELECT least(100, greatest(1, 1000 / count(*))) FROM mpns.host)
) AS first
CROSS JOIN LATERAL (
    -- Not a join, which would read the whole table of contents.
    SELECT (SELECT created FROM mpns.content WHERE content.id = job.content) AS created
    FROM mpns.job
    WHERE job.channel = first.id
    ORDER BY job.id
    LIMIT 1
) AS head
WHERE host.down_until <= now()
